"""Colours and type of Careline's pages. Categories stay apart for colour-blind readers and in greyscale print."""

from __future__ import annotations

from typing import Any

INK = "#14212B"
TEAL = "#0B5A6B"
AMBER = "#D98A04"
SEA = "#2A9D97"
BRICK = "#B5432A"
SLATE = "#8A99A8"
MIST = "#CBD6DD"

THEME: dict[str, Any] = {
    "token": {
        "brandAppName": "Careline",
        "brandLogoAlt": "Careline",
        "brandLogoUrl": "/static/careline/logo.svg",
        "brandLogoHref": "/",
        "brandLogoHeight": "28px",
        "brandLogoMargin": "14px 0",
        "brandSpinnerUrl": None,
        "brandSpinnerSvg": None,
        "brandIconMaxWidth": 37,
        "colorPrimary": TEAL,
        "colorLink": TEAL,
        "colorError": BRICK,
        "colorWarning": AMBER,
        "colorSuccess": "#1F7A5C",
        "colorInfo": SEA,
        "colorTextBase": INK,
        "colorBgLayout": "#F4F6F8",
        "borderRadius": 8,
        "fontUrls": [],
        "fontFamily": "Inter, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif",
        "fontFamilyCode": "'DejaVu Sans Mono', 'Courier New', monospace",
        "fontSizeXS": "8",
        "fontSizeXXL": "28",
        "fontWeightLight": "300",
        "fontWeightNormal": "400",
        "fontWeightStrong": "600",
        "fontWeightBold": "700",
        "transitionTiming": 0.2,
        "colorEditorSelection": "#fff5cf",
    },
    "algorithm": "default",
    # A chart's own settings do not reach these.
    "echartsOptionsOverrides": {"legend": {"selector": False}, "textStyle": {"fontFamily": "Inter, Arial, sans-serif"}},
}

CATEGORICAL: dict[str, Any] = {
    "id": "careline",
    "label": "Careline",
    "description": "Safe for colour-blind readers, ordered so that neighbours contrast",
    "isDefault": True,
    "colors": [TEAL, AMBER, SEA, BRICK, SLATE, "#6B5B95", "#E2C378", INK],
}

SEQUENTIAL: dict[str, Any] = {
    "id": "careline_sea",
    "label": "Careline sea",
    "description": "Light to dark",
    "isDiverging": False,
    "isDefault": False,
    "colors": ["#EAF3F3", "#BFDEDC", "#83C0BE", "#3F9A9D", "#177484", "#0B5A6B", "#063B47"],
}

ATTENTION: dict[str, Any] = {
    "id": "careline_attention",
    "label": "Careline attention",
    "description": "Dark brick where little is reached, pale teal where much is; lightness alone tells them apart",
    "isDiverging": False,
    "isDefault": False,
    "colors": ["#8F3420", "#BD5B3C", "#DD9268", "#EFC9A2", "#F4E9D8", "#DCEBE9", "#B5D8D5"],
}
