"""Sample reports: what stands in them is what was measured, said and predicted; one page whatever comes."""

import io
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from geodesk import micrograph
from geodesk.cli import main
from geodesk.collection import Collection, LabelState, Opinion
from geodesk.jobs.characterise import characterise
from geodesk.jobs.inputs import gather
from geodesk.jobs.samplereport.chart import ticks
from geodesk.jobs.samplereport.content import Table, content_of
from geodesk.jobs.samplereport.facts import Guess, Known, Said, Trust, facts_of
from geodesk.jobs.samplereport.job import sample_reports
from geodesk.jobs.samplereport.marks import INK, Line, Text, drawable, shortened, width, wrapped
from geodesk.jobs.samplereport.marks import Image as Placed
from geodesk.jobs.samplereport.page import page
from geodesk.jobs.samplereport.pdf import pdf
from geodesk.jobs.samplereport.pictures import pictures_of
from geodesk.jobs.samplereport.raster import raster
from geodesk.jobs.samplereport.request import Request
from geodesk.jobs.samplereport.sheet import DENSITIES, MARGIN, laid_out
from geodesk.jobs.samplereport.subjects import subjects_of, trusting
from geodesk.jobs.samplereport.words import Words
from geodesk.jobs.transport import Wanted, transport
from geodesk.language import GeoDeskError, Sentence
from geodesk.models import load

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ZEISS, FEI = "zeiss_55.82nm.tif", "fei_gelatin_31.0nm.tif"


class Read(HTMLParser):
    """The text of an HTML file, and all that it would load."""

    def __init__(self, file):
        super().__init__()
        self.text, self.loads, self.lang = [], [], ""
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.lang = found.get("lang", self.lang)
        self.loads += [found[name] for name in ("src", "href") if name in found]

    def handle_data(self, data):
        if data.strip():
            self.text.append(data.strip())


@pytest.fixture
def vendor(data, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in (ZEISS, FEI):
        shutil.copy(data / "sem" / "vendor" / name, folder / name)
    return folder


def content(folder, name=None, language="en", known=None, change=lambda facts: facts, **asked):
    request = Request(**asked)
    subjects = subjects_of(gather([folder]))
    one = next(one for one in subjects if name is None or one.sample.id == name)
    facts = change(facts_of(one.sample, request, one.collection, known or Known()))
    return content_of(facts, pictures_of(facts, request, language), language, NOW)


def texts(sheet):
    return [mark.text for mark in sheet.marks if isinstance(mark, Text)]


def value(rows, title):
    return dict(rows)[title]


def test_what_the_file_says_in_both_languages(vendor):
    english, spanish = (content(vendor, FEI, language, threshold=100.0) for language in ("en", "es"))
    with micrograph.open(vendor / FEI) as picture:
        area, sha256 = picture.content, picture.sha256
    assert (
        value(english.facts, "Pixel size") == "31.01 nm"
        and value(spanish.facts, "Tamaño de píxel") == "31,01 nm"
    )
    assert value(english.facts, "Its source") == "FEI Scan PixelWidth"
    assert (
        value(spanish.facts, "Voltaje") == "10 kV" and value(english.facts, "Working distance") == "10.22 mm"
    )
    assert value(english.facts, "Taken") == "2021-01-25 10:13:15"
    assert value(english.facts, "Information bar") == "left out (59 rows)"
    assert english.hashes == ((FEI, sha256),)
    assert english.made.endswith("2026-11-22 09:30 UTC")
    rest = f"area {area.w} × {area.h} px, without the information bar."
    assert english.basis == f"Threshold 100 (given): phase 1 is I > 100; {rest}"
    assert "Umbral 100 (indicado)" in spanish.basis
    assert english.unclassified == "Not classified." and value(spanish.people, "Etiqueta") == "ninguna"


def test_curves_and_numbers_are_those_of_the_job(vendor):
    made = content(vendor, FEI)
    item = next(one for one in gather([vendor]).items if one.id == FEI)
    [found] = [row for step in characterise([item], depth="summary") for row in step.rows]
    s2, path = made.charts
    assert s2.across == path.across == "lag (µm)"
    size = found.pixel_size.x_m
    for at, (_, direction, both, two_point, lineal) in enumerate(
        one for one in found.phases() if one[1] in "xy"
    ):
        for chart, truth in ((s2, two_point.probability), (path, lineal.probability)):
            for lag, height in chart.series[at].points:
                assert height == truth[round(lag * 1e-6 / size)], direction
        assert both.distance[1] == 1
    assert s2.levels[0][0] == pytest.approx((1 - found.phi) ** 2) or s2.levels[0][0] == pytest.approx(
        found.phi**2
    )
    [structure] = made.tables
    assert [row[1] for row in structure.rows] == [f"{found.phi:.4f}", f"{1 - found.phi:.4f}"]
    assert structure.rows[0][0].startswith("phase 1 (I > ")
    # The colours of the window's plots and of figures.
    assert [key.colour for key in made.keys[:2]] == ["#e69f00", "#0072b2"]
    assert made.keys[0].text.startswith("phase 1")


def test_predictions_labels_and_who_said_them(vendor, tmp_path):
    assert (
        main(["classify", str(vendor), "--model", "sem-usable", "--out", str(tmp_path / "p.csv"), "--quiet"])
        == 0
    )
    collection = Collection.open(vendor, annotator="ana")
    collection.labels.set(FEI, "YES")
    Collection.open(vendor, annotator="luis").labels.set(FEI, "NO")
    known = Known(collection.predictions.last(), trusting([collection]))
    made = content(vendor, FEI, "es", known)
    row = known.predictions[FEI]
    assert [bar.best for bar in made.classes] == [True, False]
    assert made.classes[0].share == max(row.p) and made.classes[0].name.startswith(row.label)
    card = load("sem-usable", "cpu").card
    assert value(made.model, "Modelo").startswith(f"sem-usable {card.version} (")
    assert value(made.model, "Distintivo").startswith("verificado")
    balanced = f"{card.outside_set.value('balanced_accuracy'):.3f}".replace(".", ",")
    assert f"exactitud balanceada {balanced}" in value(made.model, "Conjunto externo")
    assert value(made.people, "Etiqueta").startswith("NO") and value(made.people, "Anotador").startswith(
        "luis"
    )
    assert value(made.people, "Otros") == "ana: YES" and value(made.people, "Acuerdo") == "en desacuerdo"


def test_files_named_one_by_one_belong_to_their_folder(vendor, tmp_path):
    collection = Collection.open(vendor, annotator="ana")
    collection.labels.set(ZEISS, "YES")
    collection.corrections.set_pixel_size([ZEISS], 1e-6)
    [subject] = subjects_of(gather([vendor / ZEISS]))
    facts = facts_of(subject.sample, Request(), subject.collection, Known())
    assert facts.labels[0].state.label == "YES" and facts.faces[0].pixel_size.source == "manual"
    shutil.copy(vendor / FEI, tmp_path / FEI)
    [alone] = subjects_of(gather([tmp_path / FEI]))
    assert alone.collection is None


def test_kept_phases_are_measured_by_their_names(vendor):
    assert main(["phases", str(vendor), "--rule", "threshold", "--threshold", "120", "--quiet"]) == 0
    made = content(vendor, ZEISS)
    assert made.basis.startswith("Phases of the label image ")
    plain = content(vendor, ZEISS, phases="threshold", threshold=120.0)
    assert [row[1] for row in sorted(made.tables[0].rows)] == [row[1] for row in sorted(plain.tables[0].rows)]


def test_a_pair_a_series_a_stack_and_what_is_synthetic(samples):
    pair = content(samples, "lamina_granos")
    assert [one.caption for one in pair.pictures] == [
        "PPL · lamina_granos_ppl.tif",
        "XPL · lamina_granos_xpl.tif",
    ]
    assert (
        pair.kind == "PPL/XPL pair"
        and pair.basis.startswith("lamina_granos_ppl.tif.")
        and len(pair.hashes) == 2
    )
    series = content(samples, "lamina_giro", "es")
    assert series.kind == "serie de 7 imágenes" and series.pictures[1].caption.startswith("15°")
    assert series.synthetic == "SINTÉTICA" and "Sintética" in series.warnings[0]
    shown = Image.open(io.BytesIO(series.pictures[0].png)).convert("RGB")
    orange = sum(count for count, colour in shown.getcolors(1 << 24) if colour == (0xD5, 0x5E, 0))
    assert orange > 200  # the mark is in the picture itself
    stack = content(samples, "pila_esferas.tif", r_max=5)
    assert stack.kind.startswith("stack of ") and " × " in stack.basis
    one_page = content(samples, "pila_esferas.tif", page=2, r_max=5)
    assert "of page 2" in one_page.basis
    with pytest.raises(GeoDeskError, match="no page 900"):
        content(samples, "pila_esferas.tif", page=900)


def test_transport_is_in_the_report_of_those_who_ask(samples, tmp_path):
    out = tmp_path / "out"
    source = str(samples / "discos_solapados.tif")
    words = ["report", source, "--out", str(out), "--format", "html", "--quiet"]
    assert main([*words, "--transport", "x,y", "--phase", "1"]) == 0
    text = Read(out / "discos_solapados-en.html").text
    at = next(n for n, one in enumerate(text) if one.startswith("Transport through phase 1"))
    [axis, d_eff, tau, percolates] = text[at + 5 : at + 9]
    [row] = [r for s in transport(gather([source]).items, Wanted("x", 1, threshold="otsu")) for r in s.rows]
    record = row.record()
    assert axis == "x" and percolates == "yes"
    assert d_eff == f"{record['d_eff']:.4g}" and tau == f"{record['tau']:.4g}"


@pytest.mark.parametrize("axes", [("x",), ("x", "y", "z")])
def test_no_figure_of_a_table_is_cut_off(samples, axes):
    made = content(samples, "discos_solapados.tif")
    rows = tuple((axis, "0.08175", "8.221", "yes") for axis in axes)
    flow = Table("Transport through phase 1 (I > 137)", ("Axis", "D_eff/D", "tau", "Percolates"), rows)
    made = replace(made, tables=(made.tables[0], flow))
    shown = texts(laid_out(made, "a4"))
    for table in made.tables:
        assert {table.title, *table.head, *(cell for row in table.rows for cell in row)} <= set(shown)


def nasty(facts):
    """More of everything than fits, and names without end."""
    labels = tuple(f"CLASS_{at:02d}_" + "x" * (at % 40) for at in range(60))
    guess = Guess(labels, (0.3, *[0.7 / 59] * 59), labels[0], "a-model-" * 30, "ab" * 32, Trust())
    said = tuple(
        Said(
            item,
            LabelState(f"LABEL_{at}_" + "y" * 80, "somebody " + "z" * 80, NOW, "hand", 0.5),
            {f"annotator {who} " + "w" * 40: Opinion("E" * 60, "hand", NOW) for who in range(12)},
        )
        for at, item in enumerate(facts.sample.pictures)
    )
    extra = {f"key_{at}": "value " * 60 for at in range(50)} | {"synthetic": "yes"}
    faces = tuple(replace(face, instrument="Instrument " * 40, metadata=extra) for face in facts.faces)
    lost = tuple((item, Sentence("fault " * 90, "fallo " * 90)) for item in facts.sample.pictures)
    sample = replace(facts.sample, id="name_without_end_" * 30)
    return replace(
        facts, sample=sample, faces=faces * 2, guess=guess, labels=said * 3, lost=lost * 4, caption="c " * 900
    )


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_it_is_one_page_whatever_there_is_to_tell(samples, paper):
    for name, change in (("sem_barra_buena.tif", lambda facts: facts), ("lamina_giro", nasty)):
        made = content(samples, name, change=change)
        sheet = laid_out(made, paper)
        low, wide = sheet.height - MARGIN + 1, sheet.width - MARGIN + 1
        for mark in sheet.marks:
            corners = mark.points if isinstance(mark, Line) else ((mark.x, mark.y),)
            if isinstance(mark, Text):
                long = width(mark.text, mark.size, mark.bold)
                left = mark.x - {"start": 0, "middle": long / 2, "end": long}[mark.anchor]
                corners = ((left, mark.y), (left + long, mark.y))
            elif isinstance(mark, Placed):
                corners = ((mark.x, mark.y), (mark.x + mark.w, mark.y + mark.h))
            for x, y in corners:
                assert MARGIN - 1 <= x <= wide and MARGIN - 1 <= y <= low, mark
        written = pdf(made, paper)
        assert re.findall(rb"/Count (\d+)", written) == [b"1"] and written.count(b"/FontFile2") == 2
    assert any("more" in one for one in texts(sheet))
    # In HTML nothing is left out.
    html = page(made).decode()
    assert all(f"CLASS_{at:02d}_" in html for at in range(60)) and html.count("Instrument " * 40) == 1


def test_even_more_than_the_tightest_page_holds_is_made_smaller(samples, monkeypatch):
    from geodesk.jobs.samplereport import sheet as module

    monkeypatch.setattr(module, "DENSITIES", (replace(DENSITIES[0], picture=900),))
    made = content(samples, "lamina_granos", change=nasty)
    sheet = laid_out(made, "a4")
    below = max(mark.y for mark in sheet.marks if isinstance(mark, Text))
    assert below <= sheet.height - MARGIN + 1


def test_html_is_one_file_that_loads_nothing_and_speaks_its_language(vendor, tmp_path):
    out = tmp_path / "out"
    assert (
        main(
            [
                "report",
                str(vendor),
                "--out",
                str(out),
                "--format",
                "pdf,html",
                "--language",
                "es,en",
                "--quiet",
            ]
        )
        == 0
    )
    ends = [f"{code}.{kind}" for code in ("es", "en") for kind in ("pdf", "html")]
    names = {f"{stem}-{end}" for stem in ("zeiss_55.82nm", "fei_gelatin_31.0nm") for end in ends}
    assert {file.name for file in out.iterdir()} == names
    for code, word in (("es", "Probabilidad de dos puntos S2"), ("en", "Two-point probability S2")):
        read = Read(out / f"zeiss_55.82nm-{code}.html")
        assert read.lang == code and word in read.text
        assert read.loads and all(one.startswith("data:image/png;base64,") for one in read.loads)
    deed = Collection.open(vendor).history.deeds()[-1]
    assert deed.job == "report" and deed.options["format"] == ["pdf", "html"] and deed.pictures == 2


def test_the_same_again_byte_for_byte_and_nobody_elses_file_is_written_over(
    vendor, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763803800")
    words = ["report", str(vendor / ZEISS), "--format", "pdf,html", "--quiet"]
    for folder in ("one", "two", "two"):
        assert main([*words, "--out", str(tmp_path / folder)]) == 0
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
    mine = tmp_path / "one" / "zeiss_55.82nm-en.pdf"
    mine.write_bytes(b"%PDF-1.4 something of the user's")
    assert main([*words, "--out", str(tmp_path / "one")]) == 2
    assert "no report of GeoDesk" in capsys.readouterr().err and mine.read_bytes().startswith(
        b"%PDF-1.4 some"
    )
    assert main([*words, "--out", str(mine)]) == 2


def test_what_cannot_be_read_is_listed_and_the_rest_is_written(vendor, tmp_path, capsys):
    bad = vendor / "bad.tif"
    bad.write_bytes((vendor / ZEISS).read_bytes()[:3000])
    out = tmp_path / "out"
    assert main(["report", str(vendor), "--out", str(out), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert "bad.tif" in said and len(list(out.iterdir())) == 2
    assert "Reports written: 2, in" in said
    words = ["--format", "pdf,html", "--lang", "en"]
    assert main(["report", str(vendor), "--out", str(tmp_path / "both"), *words]) == 1
    assert len(list((tmp_path / "both").iterdir())) == 4
    assert "Reports written: 2 (4 files), in" in capsys.readouterr().err


def test_a_model_may_be_asked_for_files_that_were_never_classified(samples, tmp_path, capsys):
    out = tmp_path / "out"
    source = samples / "sem_barra_cargada.tif"
    words = ["report", str(source), "--out", str(out), "--format", "html", "--model", "sem-usable", "--quiet"]
    assert main(words) == 0
    text = Read(out / "sem_barra_cargada-en.html").text
    assert "Model" in text and any(one.startswith("verified") for one in text)
    with pytest.raises(SystemExit):
        main(["report", str(source), "--out", str(out), "--format", "docx"])
    assert "pdf, html" in capsys.readouterr().err


def test_the_page_as_pixels_is_the_page_of_the_pdf(vendor):
    made = content(vendor, ZEISS)
    shown = raster(made, "a4", 620)
    sheet = laid_out(made, "a4")
    assert shown.size == (620, round(620 * sheet.height / sheet.width))
    scale = 620 / sheet.width
    place = next(mark for mark in sheet.marks if isinstance(mark, Placed))
    box = [round(one * scale) for one in (place.x, place.y, place.x + place.w, place.y + place.h)]
    inside = Image.open(io.BytesIO(made.pictures[0].png)).convert("L").resize((40, 30))
    found = shown.crop(box).convert("L").resize((40, 30))
    assert np.abs(np.asarray(inside, float) - np.asarray(found, float)).mean() < 12
    ink = np.asarray(shown.convert("L")) < 120
    for mark in (mark for mark in sheet.marks if isinstance(mark, Text) and mark.colour == INK):
        x, y = mark.x * scale, mark.y * scale
        left = (
            x
            - {"start": 0, "middle": 0.5, "end": 1}[mark.anchor]
            * width(mark.text, mark.size, mark.bold)
            * scale
        )
        rows = slice(round(y - mark.size * scale), round(y) + 1)
        assert ink[rows, round(left) : round(left) + round(20 * scale)].any(), mark.text


def test_a_recipe_of_a_classified_folder_reports_on_another(vendor, tmp_path):
    words = ["classify", str(vendor), "--model", "sem-usable", "--out", str(tmp_path / "p.csv"), "--quiet"]
    assert main(words) == 0
    assert main(["report", str(vendor), "--out", str(tmp_path / "r"), "--format", "html", "--quiet"]) == 0
    recipe = tmp_path / "all.geodesk-recipe.json"
    assert main(["history", str(vendor), "--save", str(recipe)]) == 0
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(vendor / FEI, other / "frame.tif")
    assert main(["run", str(recipe), str(other), "--out", str(tmp_path / "again"), "--quiet"]) == 0
    [file] = (tmp_path / "again").rglob("*.html")
    assert file.name == "frame-en.html" and any(one.startswith("verified") for one in Read(file).text)


def test_closing_the_job_stops_it(samples, tmp_path):
    steps = sample_reports(subjects_of(gather([samples])), Request(r_max=5), tmp_path / "out")
    first = next(step for step in steps if step.rows)
    steps.close()
    assert first.done == 1 and len(list((tmp_path / "out").iterdir())) < first.total


def test_requests_that_make_no_report_are_refused():
    for request in (
        Request(formats=()),
        Request(languages=("fr",)),
        Request(transport=("q",)),
        Request(threshold=float("nan")),
    ):
        with pytest.raises(GeoDeskError):
            request.check()


def test_texts_are_shortened_in_the_middle_and_wrapped_to_their_room():
    assert shortened("short", 200, 8) == "short"
    cut = shortened("abcdefghij" * 20, 60, 8)
    assert "…" in cut and width(cut, 8) <= 60 and cut.startswith("abc") and cut.endswith("j")
    lines = wrapped("some words and " + "oneveryverylongword" * 9, 90, 8, 3)
    assert len(lines) == 3 and all(width(line, 8) <= 90 for line in lines)
    assert drawable("φ 顕微鏡") == "φ □□□"


def test_numbers_in_two_languages():
    es, en = Words("es"), Words("en")
    assert es.length(5.582e-8) == "55,82 nm" and en.length(1e-6) == "1 µm" and en.length(2.5e-3) == "2.5 mm"
    assert es.percent(0.9333) == "93,3\u202f%" and en.percent(0.9333) == "93.3%"
    assert (
        en.number(123456.0) == "123500" and en.number(1.5e-5) == "0.000015" and en.number(float("inf")) == "∞"
    )
    assert ticks(0.8) == [0.0, 0.2, 0.4, 0.6, 0.8] and ticks(28.6) == [0.0, 10.0, 20.0]
