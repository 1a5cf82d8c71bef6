"""The sample pictures of resources/samples, rendered from fixed seeds.

Each one is marked synthetic in its metadata, and its pixel size stands there too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from scipy import ndimage

from training.rendering import (
    Bar,
    Detector,
    Discs,
    FibreMat,
    Rendering,
    ThinSection,
    binary_discs,
    expose,
    expose_16bit,
    fibre_mat,
    generator,
    overlapping_discs,
    with_information_bar,
)

SOFTWARE = "GeoDesk, synthetic micrograph (rendered, not recorded)"
_ANGLES = (0, 15, 30, 45, 60, 75, 90)
_MAT = FibreMat(diameter_m=0.55e-6, coverage=2.6, edge=0.7, depth=0.3, roughness=0.06, depth_blur_px=1.2)


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample picture: pixels, pixel size and what it shows, in English and Spanish."""

    name: str
    pixels: NDArray[np.generic]
    pixel_size_m: float
    en: str
    es: str


def samples() -> Iterator[Sample]:
    """Every sample picture, in the order of their names."""
    yield from sorted((sample for make in _MAKERS for sample in make()), key=lambda sample: sample.name)


def write_samples(folder: Path) -> list[Path]:
    """Render all samples into `folder`, with a README.md that lists them; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written, lines = [], []
    for sample in samples():
        path = folder / f"{sample.name}.tif"
        _write(sample, path)
        written.append(path)
        size = (
            f"{sample.pixel_size_m * 1e9:.4g} nm"
            if sample.pixel_size_m < 1e-6
            else f"{sample.pixel_size_m * 1e6:.4g} µm"
        )
        lines.append(f"| {path.name} | {sample.es} | {sample.en} | {size} |")
    readme = folder / "README.md"
    readme.write_text(_README + "\n".join(lines) + "\n", encoding="utf-8")
    return [*written, readme]


def _write(sample: Sample, path: Path) -> None:
    """Write a TIFF with its pixel size as ImageJ does (resolution in pixels per µm, unit in the text)."""
    pixels = sample.pixels
    per_um = 1e-6 / sample.pixel_size_m
    rgb = pixels.ndim == 3 and pixels.shape[2] == 3
    tifffile.imwrite(
        path,
        pixels,
        photometric="rgb" if rgb else "minisblack",
        compression="zlib",
        compressionargs={"level": 9},
        predictor=True,
        resolution=(per_um, per_um),
        resolutionunit=1,
        description=_description(sample, stack=pixels.ndim == 3 and not rgb),
        software=SOFTWARE,
        metadata=None,
    )


def _description(sample: Sample, stack: bool) -> str:
    """The text ImageJ keeps in ImageDescription: version first, then one key=value a line."""
    lines = ["ImageJ=1.54f"]
    if stack:
        count = sample.pixels.shape[0]
        lines += [f"images={count}", f"slices={count}", f"spacing={4 * sample.pixel_size_m * 1e6:.6g}"]
    return "\n".join([*lines, "unit=um", "synthetic=true", f"info={sample.en}"]) + "\n"


def _fibre_mats() -> Iterator[Sample]:
    pixel = 50e-9
    mat = fibre_mat((480, 640), pixel, 101, _MAT)
    good = expose(mat, Detector(0.6, 92, 42, 3000, 2.5), generator(102))
    yield Sample(
        "fibras_malla",
        good,
        pixel,
        "electrospun fibre mat, SEM look",
        "malla de fibras electrohiladas, aspecto SEM",
    )
    beads = FibreMat(0.4e-6, 0.2, 1.6, 3.0, edge=0.8, beads=2.5, depth=0.3, roughness=0.05)
    deep = fibre_mat((480, 640), pixel, 103, beads)
    pixels = expose_16bit(deep, Detector(0.6, 80, 40, 4000, 2.0), generator(104))
    yield Sample("fibras_perlas_16bit", pixels, pixel, "beaded fibres, 16 bits", "fibras con perlas, 16 bits")


def _frames() -> Iterator[Sample]:
    """SEM frames with an information bar: a good one, a defocused one and a charged one."""
    pixel = 40e-9
    bar = Bar(kv=5.0, working_distance_m=8.2e-3, detector="SE2")
    scene = fibre_mat((480, 640), pixel, 111, _MAT)
    good = expose(scene, Detector(0.6, 95, 40, 3000, 2.5), generator(112))
    yield _frame(
        "sem_barra_buena",
        good,
        pixel,
        bar,
        "SEM frame with information bar, usable",
        "imagen SEM con barra de datos, usable",
    )
    blurred = Rendering(ndimage.gaussian_filter(scene.pixels, 4.5), pixel)
    soft = expose(blurred, Detector(0.6, 95, 30, 3000, 2.5), generator(113))
    yield _frame(
        "sem_barra_desenfocada",
        soft,
        pixel,
        bar,
        "the same out of focus, not usable",
        "la misma desenfocada, no usable",
    )
    yield _frame(
        "sem_barra_cargada",
        _charged(scene),
        pixel,
        bar,
        "the same charging, not usable",
        "la misma con carga, no usable",
    )


def _charged(scene: Rendering) -> NDArray[np.uint8]:
    """Charging as it looks on a non-conducting mat: bright tails along the lines, bands, a glow."""
    rng = generator(114)
    signal = scene.pixels.astype(np.float64)
    charge = np.maximum(signal - np.quantile(signal, 0.8), 0)
    tail = np.zeros_like(charge)
    held = np.zeros(charge.shape[0])
    for column in range(charge.shape[1]):
        held = held * 0.975 + charge[:, column]
        tail[:, column] = held
    flicker = np.clip(rng.normal(1, 0.5, (charge.shape[0], 1)), 0, 2.2)
    signal = signal + 0.14 * tail * flicker
    for _ in range(48):
        top, height = int(rng.integers(charge.shape[0])), int(rng.integers(1, 14))
        signal[top : top + height] += rng.uniform(0.2, 0.7)
    glow = ndimage.gaussian_filter(charge, 22)
    signal = signal + 0.5 * glow / glow.max()
    return expose(
        Rendering(np.clip(signal, 0, 1.2).astype(np.float32), scene.pixel_size_m),
        Detector(0.6, readout=4),
        rng,
    )


def _frame(name: str, pixels: NDArray[np.generic], pixel: float, bar: Bar, en: str, es: str) -> Sample:
    return Sample(name, with_information_bar(pixels.astype(np.uint8), pixel, bar), pixel, en, es)


def _discs() -> Iterator[Sample]:
    pixel = 20e-9
    field = overlapping_discs(
        (480, 640), pixel, 121, Discs(0.9e-6, 0.35, 1.1, edge=0.6, asymmetry=0.5, roughness=0.06)
    )
    pixels = expose(field, Detector(0.6, 95, 48, 3500, 2.5), generator(122))
    yield Sample(
        "discos_solapados",
        pixels,
        pixel,
        "overlapping particles, SEM look",
        "partículas solapadas, aspecto SEM",
    )
    binary = binary_discs((512, 512), 0.1e-6, 123, 3.2e-6, 0.5)
    yield Sample(
        "discos_binarios",
        np.where(binary, 255, 0).astype(np.uint8),
        0.1e-6,
        "overlapping discs (Boolean model, porosity 0.5), binary",
        "discos solapados (modelo booleano, porosidad 0,5), binaria",
    )


def _thin_sections() -> Iterator[Sample]:
    pixel = 4e-6
    camera = Detector(0.5, electrons=9000, readout=1.2)
    section = ThinSection((384, 512), pixel, 300e-6, 31)
    for name, light, en, es in (
        (
            "lamina_granos_ppl",
            section.plane_polarised(),
            "plane-polarised light",
            "luz polarizada plana (PPL)",
        ),
        (
            "lamina_granos_xpl",
            section.cross_polarised(),
            "cross-polarised light",
            "luz polarizada cruzada (XPL)",
        ),
    ):
        pixels = expose(light, camera, generator(132))
        yield Sample(
            name, pixels, pixel, f"thin section of polygonal grains, {en}", f"lámina delgada de granos, {es}"
        )
    turned = ThinSection((300, 400), 4e-6, 260e-6, 41)
    for angle in _ANGLES:
        pixels = expose(turned.cross_polarised(angle), camera, generator((142, angle)))
        yield Sample(
            f"lamina_giro_{angle:03d}deg",
            pixels,
            pixel,
            f"thin section, cross-polarised, stage at {angle} degrees",
            f"lámina delgada, XPL, platina a {angle}°",
        )


def _stack() -> Iterator[Sample]:
    """Eight slices of overlapping spheres, 2 µm apart."""
    rng = generator(151)
    side, pages, pixel = 160, 8, 0.5e-6
    centres = rng.uniform((-20, 0, 0), (pages * 4 + 20, side, side), (150, 3))
    radii = rng.uniform(6, 17, 150)
    y, x = np.mgrid[:side, :side].astype(np.float64)
    slices = []
    for page in range(pages):
        solid = np.zeros((side, side), np.float32)
        for (z, row, column), radius in zip(centres, radii, strict=True):
            flat = radius**2 - (page * 4 - z) ** 2
            if flat > 0:
                solid = np.maximum(solid, np.clip(np.sqrt(flat) - np.hypot(y - row, x - column) + 0.5, 0, 1))
        scene = Rendering((0.22 + 0.5 * solid).astype(np.float32), pixel)
        slices.append(expose(scene, Detector(0.7, readout=6), generator((152, page))))
    yield Sample(
        "pila_esferas", np.stack(slices), pixel, "eight slices through spheres", "ocho cortes de esferas"
    )


_MAKERS: tuple[Callable[[], Iterator[Sample]], ...] = (_fibre_mats, _frames, _discs, _thin_sections, _stack)

_README = """# Muestras sintéticas · Synthetic samples

Todas las imágenes de esta carpeta están **generadas por el programa** (`python -m training samples`), no
proceden de ningún microscopio. El tamaño de píxel está en los metadatos de cada archivo.

Every picture in this folder was **rendered by our own code** (`python -m training samples`); none was
recorded by a microscope. The pixel size stands in each file's metadata. BSD-3-Clause, as the program.

| archivo · file | contenido | content | píxel · pixel |
|---|---|---|---|
"""
