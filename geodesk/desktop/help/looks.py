"""How a page looks: Qt's Markdown with room between lines, ruled tables and headings that stand out."""

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGuiApplication,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

_LINE = 125.0
_ABOVE = {1: 0.0, 2: 16.0, 3: 12.0}


def lay_out(document: QTextDocument, markdown: str) -> None:
    """Fill a document with a page."""
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    document.setDocumentMargin(18)
    _space(document)
    _mark_code(document)
    _rule_tables(document.rootFrame())


def _space(document: QTextDocument) -> None:
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        format_ = QTextBlockFormat(block.blockFormat())
        level = format_.headingLevel()
        if not format_.hasProperty(QTextBlockFormat.Property.BlockCodeFence):
            kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
            format_.setLineHeight(_LINE, kind.value)
        if level:
            format_.setTopMargin(_ABOVE.get(level, 8.0))
            format_.setBottomMargin(6.0)
        elif cursor.currentTable() is None and block.textList() is None:
            format_.setBottomMargin(7.0)
        elif block.textList() is not None:
            format_.setBottomMargin(3.0)
            format_.setTopMargin(0.0)
        cursor.setBlockFormat(format_)
        block = block.next()


def _mark_code(document: QTextDocument) -> None:
    """Commands and file names on a ground of their own."""
    ground = QGuiApplication.palette().color(QPalette.ColorRole.Midlight)
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            if piece.charFormat().fontFixedPitch():
                cursor = QTextCursor(document)
                cursor.setPosition(piece.position())
                cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
                format_ = QTextCharFormat()
                format_.setBackground(QBrush(QColor(ground)))
                cursor.mergeCharFormat(format_)
            pieces += 1
        block = block.next()


def _rule_tables(frame: QTextFrame) -> None:
    line = QGuiApplication.palette().color(QPalette.ColorRole.Mid)
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            format_ = child.format()
            format_.setBorder(1)
            format_.setBorderCollapse(True)
            format_.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            format_.setBorderBrush(QBrush(line))
            format_.setCellPadding(5)
            format_.setCellSpacing(0)
            format_.setTopMargin(4)
            format_.setBottomMargin(12)
            format_.setAlignment(Qt.AlignmentFlag.AlignLeft)
            format_.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            child.setFormat(format_)
            _drop_empty_head(child)
        _rule_tables(child)


def _drop_empty_head(table: QTextTable) -> None:
    """A table of Markdown always has a head; one without words says nothing."""
    cells = (table.cellAt(0, column) for column in range(table.columns()))
    if all(cell.firstCursorPosition() == cell.lastCursorPosition() for cell in cells):
        table.removeRows(0, 1)
