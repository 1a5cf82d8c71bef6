"""Plain resolution fields (TIFF, PNG, JPEG, BMP), believed only where they can be a microscope's.

Nearly every picture carries a resolution, and nearly always it says how large to print or show it. The rule:

- a pixel between 10 pm and 1 mm can be a size at all;
- above 169 µm (150 dpi and coarser) it is a screen or a printer setting, whatever the number;
- between 21 µm and 169 µm (150 to 1200 dpi) it is believed unless it is one of the usual print, scan and
  screen densities in dots per inch;
- below 21 µm (above 1200 dpi) no screen or printer writes such values, and it is believed.
"""

from geodesk.micrograph.pixelsize import PixelSize, pixel_size

_INCH = 0.0254
_SCREEN_DPI, _PRINT_DPI = 150.5, 1205.0
_DENSITIES = (
    *(160, 168, 175, 180, 192, 200, 203, 216, 220, 226, 227, 240, 250, 254, 264, 266, 288, 300, 320, 326),
    *(350, 360, 400, 450, 480, 500, 600, 720, 750, 800, 900, 1000, 1200),
)


def is_print_density(size_m: float) -> bool:
    """Whether a pixel of this size (metres) is only a density of dots for print or screen."""
    dpi = _INCH / size_m
    if dpi <= _SCREEN_DPI:
        return True
    return dpi <= _PRINT_DPI and any(abs(dpi / usual - 1) < 0.004 for usual in _DENSITIES)


def believable(x_m: float | None, y_m: float | None, source: str) -> PixelSize | None:
    """A pixel size from a plain resolution field if the rule of this module allows it, else None."""
    if x_m is None or not 1e-11 <= x_m <= 1e-3 or is_print_density(x_m):
        return None
    if y_m is not None and not 0.1 < x_m / y_m < 10:
        return None
    return pixel_size(x_m, y_m, source)
