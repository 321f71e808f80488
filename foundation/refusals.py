"""A value somebody must correct, said as a sentence that can be shown in any language.

The tools without a domain word know no Django; they raise an English sentence with named gaps. Whoever shows it
translates the sentence first and fills the gaps afterwards: `gettext(refusal.sentence) % refusal.facts`.
"""


class Refusal(ValueError):
    """Carries the sentence, its facts, and what to do next; `str()` gives the English text."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence % facts)
        self.sentence = sentence
        self.facts = facts


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the translators and give it back as it is."""
    return sentence
