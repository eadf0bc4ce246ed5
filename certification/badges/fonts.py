"""Fonts of certificates: which there are, and whether a text can be printed with them.

They come through npm and lie in `node_modules`. A character without a glyph would be printed as an empty box ("tofu"):
it is an error here, not a surprise on somebody's certificate.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Font:
    """A family as CSS names it, with the files of its regular and bold cuts below `node_modules`."""

    family: str
    regular: str
    bold: str

    def path(self, cut: str) -> Path:
        """Where a cut (`regular`, `bold`) lies."""
        return Path(settings.BASE_DIR) / "node_modules" / (self.regular if cut == "regular" else self.bold)


FONTS = (
    Font(
        "Badge Latin",
        "@embedpdf/fonts-latin/fonts/NotoSans-Regular.ttf",
        "@embedpdf/fonts-latin/fonts/NotoSans-Bold.ttf",
    ),
    Font(
        "Badge Arabic",
        "@embedpdf/fonts-arabic/fonts/NotoNaskhArabic-Regular.ttf",
        "@embedpdf/fonts-arabic/fonts/NotoNaskhArabic-Bold.ttf",
    ),
    Font(
        "Badge Hebrew",
        "@embedpdf/fonts-hebrew/fonts/NotoSansHebrew-Regular.ttf",
        "@embedpdf/fonts-hebrew/fonts/NotoSansHebrew-Bold.ttf",
    ),
    Font(
        "Badge Bengali",
        "@expo-google-fonts/noto-sans-bengali/400Regular/NotoSansBengali_400Regular.ttf",
        "@expo-google-fonts/noto-sans-bengali/700Bold/NotoSansBengali_700Bold.ttf",
    ),
    Font(
        "Badge Gujarati",
        "@expo-google-fonts/noto-sans-gujarati/400Regular/NotoSansGujarati_400Regular.ttf",
        "@expo-google-fonts/noto-sans-gujarati/700Bold/NotoSansGujarati_700Bold.ttf",
    ),
    Font(
        "Badge Gurmukhi",
        "@expo-google-fonts/noto-sans-gurmukhi/400Regular/NotoSansGurmukhi_400Regular.ttf",
        "@expo-google-fonts/noto-sans-gurmukhi/700Bold/NotoSansGurmukhi_700Bold.ttf",
    ),
    Font(
        "Badge Kannada",
        "@expo-google-fonts/noto-sans-kannada/400Regular/NotoSansKannada_400Regular.ttf",
        "@expo-google-fonts/noto-sans-kannada/700Bold/NotoSansKannada_700Bold.ttf",
    ),
    Font(
        "Badge Malayalam",
        "@expo-google-fonts/noto-sans-malayalam/400Regular/NotoSansMalayalam_400Regular.ttf",
        "@expo-google-fonts/noto-sans-malayalam/700Bold/NotoSansMalayalam_700Bold.ttf",
    ),
    Font(
        "Badge Sinhala",
        "@expo-google-fonts/noto-sans-sinhala/400Regular/NotoSansSinhala_400Regular.ttf",
        "@expo-google-fonts/noto-sans-sinhala/700Bold/NotoSansSinhala_700Bold.ttf",
    ),
    Font(
        "Badge Tamil",
        "@expo-google-fonts/noto-sans-tamil/400Regular/NotoSansTamil_400Regular.ttf",
        "@expo-google-fonts/noto-sans-tamil/700Bold/NotoSansTamil_700Bold.ttf",
    ),
    Font(
        "Badge Telugu",
        "@expo-google-fonts/noto-sans-telugu/400Regular/NotoSansTelugu_400Regular.ttf",
        "@expo-google-fonts/noto-sans-telugu/700Bold/NotoSansTelugu_700Bold.ttf",
    ),
    Font(
        "Badge Thai",
        "@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf",
        "@expo-google-fonts/noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf",
    ),
    Font(
        "Badge Han",
        "@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf",
        "@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf",
    ),
    Font(
        "Badge Hangul",
        "@embedpdf/fonts-kr/fonts/NotoSansKR-Regular.otf",
        "@embedpdf/fonts-kr/fonts/NotoSansKR-Bold.otf",
    ),
)


_LEADING = {"ar": "Badge Arabic", "fa": "Badge Arabic", "ur": "Badge Arabic", "he": "Badge Hebrew"}
"""Languages whose own font goes before the Latin one, so that digits and punctuation are of one cut."""
_BIDI_CONTROLS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_MOST_NUMBERED = 3


def unprintable(text: str) -> list[str]:
    """The characters of the text that no font has, each once; empty when all can be printed."""
    return [
        character for character in dict.fromkeys(text) if not _is_invisible(character) and not _has_glyph(character)
    ]


def safe_form(name: str) -> str | None:
    """The name as it can be printed, or None where that would no longer be a name.

    Nothing is transliterated and nothing left out, because what comes out could be somebody else's name: up to three
    characters without a glyph are written by their number, `Ana U+1F9A9`. Marks that turn the direction of what
    stands around them go.
    """
    name = _BIDI_CONTROLS.sub("", name)
    strange = unprintable(name)
    if len(strange) > _MOST_NUMBERED:
        return None
    for character in strange:
        name = name.replace(character, f" U+{ord(character):04X} ")
    return " ".join(name.split()) if strange else name


def families_for(text: str, language: str) -> list[str]:
    """The families that print the text, the fewest and always in the same order: Pango asks each of them in turn."""
    leading = _LEADING.get(language.partition("-")[0], "")
    fonts = sorted(FONTS, key=lambda font: font.family != leading)
    wanted = {ord(character) for character in text if not _is_invisible(character)}
    chosen = []
    for font in fonts:
        covered = wanted & _coverage(font)
        if covered or font.family == FONTS[0].family:
            chosen.append(font.family)
        wanted -= covered
    return chosen


def missing_files() -> list[Path]:
    """Font files that are not installed."""
    return [font.path(cut) for font in FONTS for cut in ("regular", "bold") if not font.path(cut).exists()]


def _is_invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


def _has_glyph(character: str) -> bool:
    return unicodedata.category(character) != "Cc" and any(ord(character) in _coverage(font) for font in FONTS)


@cache
def _coverage(font: Font) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    if not font.path("regular").exists():
        return frozenset()
    with TTFont(font.path("regular"), lazy=True) as opened:
        return frozenset(opened.getBestCmap())
