"""What others paid for, by name: each lesson is a test that carries its name.

The left column is the lesson, the right one says where its test is. Some have more than one.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

LESSONS = {
    "acked_in_memory": "postgres/test_writer.py",
    "cancelled_wait_is_success": "postgres/test_replication.py",
    "check_before_transaction": "postgres/test_writer.py",
    "cloned_till": "postgres/test_writer.py",
    "decline_revived": "postgres/test_writer.py",
    "double_tap": "postgres/test_writer.py",
    "duplicate_answered_unreplicated": "postgres/test_replication.py",
    "forked_chain": "postgres/schema/test_0002_pre_book.py",
    "key_apart_from_effect": "postgres/test_writer.py",
    "lost_update": "postgres/test_writer.py",
    "seq_not_in_hash": "postgres/test_verify.py",
    "unlocked_phantom": "postgres/test_writer.py",
}


@pytest.mark.parametrize(("lesson", "path"), LESSONS.items())
def test_lesson_has_its_test(lesson: str, path: str) -> None:
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    found = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert found.count(f"test_{lesson}") == 1
