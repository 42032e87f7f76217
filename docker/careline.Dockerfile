# One image for Dagster and Superset: the graph's last step publishes the pages with Superset's own Python,
# so its code location needs both environments.
FROM python:3.11.14-slim-bookworm

RUN useradd --uid 10001 --home-dir /var/lib/careline --create-home --shell /usr/sbin/nologin careline
WORKDIR /opt/careline

# The environments change seldom: a layer of their own, installed from the locks as on any other machine.
COPY scripts scripts
COPY requirements requirements
ENV PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1
RUN scripts/environment pipeline \
    && scripts/environment superset \
    && rm -rf .venv/tools

COPY careline LICENSE DECISIONS.md ./
COPY orchestration orchestration
COPY expectations expectations
COPY dashboards dashboards
COPY dbt_project dbt_project
COPY docs docs
COPY docker docker

ENV CARELINE_HOME=/var/lib/careline \
    HOME=/var/lib/careline \
    PATH=/opt/careline/.venv/pipeline/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/opt/careline \
    PYTHONUNBUFFERED=1
USER careline
