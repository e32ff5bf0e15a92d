"""What leaves as a table."""

from config.kit.spreadsheets import write_csv


def test_a_long_table_leaves_in_pieces_and_whole() -> None:
    rows = [[f"row {number}", number % 2 == 0] for number in range(20_000)]
    pieces = list(write_csv(["name", "even"], rows))
    assert len(pieces) > 1
    lines = b"".join(pieces).decode("utf-8-sig").splitlines()
    assert len(lines) == 20_001
    assert lines[1:3] == ["row 0,1", "row 1,0"]
