"""No published figure speaks of fewer than five people, nor does any difference of published figures. Pure.

People stand in groups that do not overlap (a site of a unit), and groups in parents (the unit). Groups are put together into blocks
until each block holds nobody or five people at least of every kind that is told: reached and not reached, say. Whatever is published is a
sum over whole blocks. Sums and differences of whole blocks are whole blocks again, so none of them is under five, whoever subtracts what.
Blocks keep parents whole or within: a figure by group and a figure by parent can both stand.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """People of one kind of place: `counts` of those to tell (reached, not reached; answered), under the group's `key`."""

    key: Hashable
    parent: Hashable
    counts: Counts


@dataclass(frozen=True, slots=True)
class Block:
    """Groups that are only ever told together."""

    keys: frozenset[Hashable]
    counts: Counts


def is_safe(counts: Iterable[int]) -> bool:
    """Whether these counts may be told: each is nobody, or five people at least."""
    return all(count <= 0 or count >= LEAST for count in counts)


def clear_of(whole: int, part: int) -> bool:
    """Whether a part may be told beside its whole: what remains is nobody, or five people at least."""
    return is_safe((part, whole - part))


def blocks(groups: Sequence[Group]) -> list[Block]:
    """The finest blocks this rule finds, or none when even all people together are too few to be told."""
    parents: dict[Hashable, list[Group]] = {}
    for group in sorted(groups, key=lambda one: repr(one.key)):
        parents.setdefault(group.parent, []).append(group)
    wholes = [_block(members) for members in parents.values()]
    joined = _joined(wholes)
    found: list[Block] = []
    for whole in joined:
        members = [group for group in groups if group.key in whole.keys]
        alone = len({group.parent for group in members}) == 1
        found += (_joined([_block([group]) for group in members]) if alone else []) or [whole]
    return found


def told(parts: Sequence[Block], keys: Collection[Hashable]) -> Counts | None:
    """The counts of some groups together; None when a block also holds others, so that it may not be told."""
    wanted = frozenset(keys)
    touched = [block for block in parts if block.keys & wanted]
    if not touched or any(block.keys - wanted for block in touched):
        return None
    return _sum(block.counts for block in touched)


def whole(parts: Sequence[Block]) -> Counts | None:
    """The counts of everybody; None when nothing may be told."""
    return _sum(block.counts for block in parts) if parts else None


def shares_told(counts: Mapping[Hashable, int]) -> list[tuple[frozenset[Hashable], int]]:
    """Answers by option: options that fewer than five chose are put together with the smallest others, or nothing is told."""
    parts = blocks([Group(key, key, (count,)) for key, count in counts.items()])
    return [(block.keys, block.counts[0]) for block in parts]


def _joined(parts: Sequence[Block]) -> list[Block]:
    """Those that are safe alone, and the others put together with the smallest of the safe ones, as many as it takes; else none."""
    unsafe = [part for part in parts if not is_safe(part.counts)]
    if not unsafe:
        return list(parts)
    rest = sorted((part for part in parts if is_safe(part.counts)), key=lambda one: (sum(one.counts), repr(sorted(map(repr, one.keys)))))
    heap = _merged(unsafe)
    while not is_safe(heap.counts) and rest:
        heap = _merged([heap, rest.pop(0)])
    return [heap, *rest] if is_safe(heap.counts) else []


def _merged(parts: Sequence[Block]) -> Block:
    return Block(frozenset().union(*(part.keys for part in parts)), _sum(part.counts for part in parts))


def _block(groups: Sequence[Group]) -> Block:
    return Block(frozenset(group.key for group in groups), _sum(group.counts for group in groups))


def _sum(counts: Iterable[Counts]) -> Counts:
    return tuple(map(sum, zip(*counts, strict=True)))
