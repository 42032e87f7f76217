"""What members and coaches write, in English and Spanish, and what must never leave staging when it slips in."""

from __future__ import annotations

from random import Random

from orchestration.simulator.people import FIRST_NAMES, LAST_NAMES

PRAISE = {
    "en": (
        "She took her time and explained it until I understood.",
        "Very kind, solved it in one call. Thank you!",
        "Good service, short wait.",
        "He listened and fixed it. That is all I ask for.",
        "Finally somebody who knows the answer.",
        "Polite and quick, no complaints.",
    ),
    "es": (
        "Muy amable, me resolvió todo en una llamada.",
        "Por fin alguien que me explicó en mi idioma.",
        "Buen servicio, gracias.",
        "La señorita tuvo mucha paciencia conmigo.",
    ),
}
BLAME = {
    "en": (
        "I had to call again because nobody called me back.",
        "Every person tells me something different.",
        "Was transferred twice and had to repeat everything.",
        "Still not paid, still no answer.",
        "The agent was nice but could not help me.",
        "Too long on hold.",
    ),
    "es": (
        "Nadie me devolvió la llamada.",
        "Tuve que repetir todo dos veces y sigue sin resolverse.",
        "Mucho tiempo de espera y no me ayudaron.",
        "Cada persona me dice algo diferente.",
    ),
}
WAITED = {"en": " The wait was far too long.", "es": " La espera fue demasiado larga."}
NAMED = {
    "en": (
        "My name is {first} {last}, date of birth {birth}.",
        "This is {first} {last}, SSN {ssn}, please fix it.",
        "Please call {first} at {phone}.",
        "Write to {first}.{last}@example.com about member {member}.",
    ),
    "es": (
        "Me llamo {first} {last}, nací el {birth}.",
        "Soy {first} {last}, mi seguro social es {ssn}.",
        "Por favor llamen a {first} al {phone}.",
    ),
}


def verbatim(chance: Random, language: str, is_content: bool, has_waited: bool) -> str:
    """What a member says of a contact."""
    told = "es" if language == "es" else "en"
    text = chance.choice((PRAISE if is_content else BLAME)[told])
    return text + WAITED[told] if has_waited else text


def identifying(chance: Random, language: str) -> str:
    """A sentence that tells who somebody is; nobody's: the numbers are of ranges that are never given out."""
    return chance.choice(NAMED["es" if language == "es" else "en"]).format(
        first=chance.choice(FIRST_NAMES),
        last=chance.choice(LAST_NAMES),
        birth=f"{chance.randrange(1, 13):02}/{chance.randrange(1, 29):02}/{chance.randrange(1931, 2006)}",
        ssn=f"9{chance.randrange(100):02}-{chance.randrange(10, 70)}-{chance.randrange(10_000):04}",
        phone=f"{chance.choice((202, 602, 415))}-555-01{chance.randrange(100):02}",
        member=f"H{chance.randrange(10**8, 10**9)}",
    )
