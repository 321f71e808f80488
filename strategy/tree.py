"""The tree of objectives as plain ids: who is below whom, and which moves would make a circle."""

from collections.abc import Iterable, Mapping

Parents = Mapping[int, int | None]


def below(parents: Parents, root: int) -> set[int]:
    """The ids below `root`, without itself. `parents` names the parent of each id."""
    children: dict[int | None, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    found: set[int] = set()
    queue = list(children.get(root, ()))
    while queue:
        child = queue.pop()
        if child not in found:
            found.add(child)
            queue.extend(children.get(child, ()))
    return found


def makes_circle(parents: Parents, moved: int, under: int | None) -> bool:
    """Whether putting `moved` under `under` would put it below itself."""
    return under is not None and (under == moved or under in below(parents, moved))


def leaves(parents: Parents) -> list[int]:
    """The ids that have nothing below them, in the order given."""
    inner = set(parents.values())
    return [child for child in parents if child not in inner]


def in_depth(parents: Parents) -> Iterable[tuple[int, int]]:
    """(id, depth) of each, a parent before its children, neighbours in the order given. An id whose parent is absent is a root."""
    children: dict[int | None, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(child)

    def walk(parent: int | None, depth: int) -> Iterable[tuple[int, int]]:
        for child in children.get(parent, ()):
            yield child, depth
            yield from walk(child, depth + 1)

    return walk(None, 0)
