"""Builds the compiled kernel of geodesk.morphology; everything else stands in pyproject.toml."""

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext


class BuildKernel(build_ext):
    """Full optimisation, and no flag that ties the build to this machine's processor."""

    def build_extensions(self) -> None:
        flag = "/O2" if self.compiler.compiler_type == "msvc" else "-O3"
        for extension in self.extensions:
            extension.extra_compile_args = [flag]
        super().build_extensions()


kernel = Extension(
    "geodesk.morphology._kernel",
    ["geodesk/morphology/_kernel.pyx"],
    include_dirs=["geodesk/morphology"],
    depends=[f"geodesk/morphology/{name}.h" for name in ("_bits", "_pack", "_popcount", "_runs")],
)
levels = Extension(
    "geodesk.morphology._levels",
    ["geodesk/morphology/_levels.pyx"],
    include_dirs=["geodesk/morphology"],
    depends=["geodesk/morphology/_levels.h"],
)
batch = Extension(
    "geodesk.morphology._batch",
    ["geodesk/morphology/_batch.pyx"],
    include_dirs=["geodesk/morphology"],
    depends=[f"geodesk/morphology/{name}.h" for name in ("_batch", "_bits", "_pack", "_popcount", "_runs")],
)
anneal = Extension(
    "geodesk.morphology._anneal",
    ["geodesk/morphology/_anneal.pyx"],
    include_dirs=["geodesk/morphology"],
    depends=[f"geodesk/morphology/{name}.h" for name in ("_anneal", "_bits", "_popcount")],
)
transport = Extension("geodesk.morphology._transport", ["geodesk/morphology/_transport.pyx"])
multigrid = Extension("geodesk.morphology._multigrid", ["geodesk/morphology/_multigrid.pyx"])

setup(
    ext_modules=cythonize(
        [kernel, levels, batch, anneal, transport, multigrid], compiler_directives={"language_level": "3"}
    ),
    cmdclass={"build_ext": BuildKernel},
)
