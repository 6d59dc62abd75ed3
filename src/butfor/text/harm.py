"""Whether an English text names a harm, by the beginnings of words that report one: its silence says something.

The list is wide on purpose: where none of its words stands, hardly any account of a harm remains.
"""

import re

from butfor.text.patterns import late

_BEGINNINGS = r"""
    abus accident accus addict alarm alleg allegedly anti-semit antisemit apolog arrest assault attack backlash banned
    bans bias blackmail block botch bug bugs bully bypass cheat collid collision complain complaint concern contradict
    convict copyright crash creepy critici damag danger dead death deceiv decept deepfake defam defect defraud degrad
    delay delet delusion demot den(?:y|ied|ial) destroy detain die died dies discriminat disinform disput disrupt
    distress disturb doctored drown eating error erod erot evad exclu explicit exploit expos extort fabricat fail fake
    false falsely fatal fictitious fight fine(?:[ds]\b|\sof) fire fired flaw flood fraud fright genocid glitch hack
    hallucinat harass harm hate hijack hitler hoax humiliat hurt ignor illegal impersonat improper inaccura
    inappropriate incorrect infring inject injur insult intru invent investigat jail jailbreak kill lawsuit layoff
    leak libel lied lies loss losses lost made[-\s]up malfunction malicious manipulat misbehav misconduct misdescri
    misgender misidentif misinform misinterpret misl misrepresent misstat mistak mistreat mistransl misus mock murder
    nazi negligen neglect non-?consensual non-?exist nude obscen offen omit outage outcry overcharg overdos panic
    phish plagiar poison porn privacy problem propaganda prosecut protest racis radicali recall refus reject resign
    reveal ridicul ruin sanction scam scandal scare self-harm sexis sexual shock shut slander slur smear spam spoof
    spread stalk steal stereotyp stole strand stuck su(?:e[ds]?|ing)\b suicid suppress surveil suspend swear swore
    sycophan terror theft threat tortur toxic trap trauma trick troubl unable unauthori underperform unfair unintended
    unlawful unreliab unsafe unsettl unwanted victim violat violen vulgar vulnerab wast weapon withdr
    without\s(?:consent|permission) worse wound wrong
"""
_HARM = late(rf"\b(?:{'|'.join(_BEGINNINGS.split())})", re.IGNORECASE)


def names_harm(text: str) -> bool:
    """Return whether a word of an English text reports a harm."""
    return _HARM.search(text) is not None
