"""What a line or a short text of a report looks like: predicates on strings, without context."""

from __future__ import annotations

import re

TERMINAL = re.compile(r"[.!?…][\"”’')\]]*(?:\d{1,2}|[¹²³⁰⁴-⁹]+|\[\d+\])?$")
"""The end of a sentence, with a quotation mark and a footnote mark after it where there are any."""

_STOPS = ".!?…"
GLYPH = re.compile(r"[•●▪■◦○‣⁃∙·➢➤✓\uf0a7\uf0b7\uf0d8]\s*")
DASH = re.compile(r"[-–—*+o]\s+(?=\S)")
LIST_NUMBER = re.compile(r"(?:\(?\d{1,2}[.)]|\(?[a-h]\)|\(?[ivx]{1,4}\))\s+(?=\S)")
SECTION_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,2}(?=\.))\.?\s+(?=\S)")
LONE_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}\.")
LONE_NUMBER = re.compile(r"\d{1,3}")

# Patterns in lower case are matched against the text in lower case, which is many times quicker than `re.I`. Before
# most of them something cheap is asked that hardly a line of prose passes, as each line is looked at by all of them.
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?\d{1,3}(?:\s*(?:of|/|\|)\s*(?:\d{1,3}|page))?|[-–—]\s*\d{1,3}\s*[-–—]"
    r"|[^.!?|]{2,80}\|\s*page\s+\d{1,3}(?:\s+of\s+\d{1,3})?|page\s+\d{1,3}(?:\s+of\s+\d{1,3})?\s*\|[^.!?|]{2,80}"
)
_RUNNING_HEADER = re.compile(
    r"(?:(?:an? |the )?inspection of |inspection report[: ]|hm inspectorate of probation[: ]|embargoed until )"
    r"[^.!?]{3,110}"
)
_HEADER_STARTS = ("inspection ", "an inspection ", "a inspection ", "the inspection ", "hm inspectorate ", "embargoed ")
_RATING_WORDS = r"(?:good|outstanding|excellent|requires? improvement|requiring improvement|inadequate|poor)"
_RATING = re.compile(
    rf"(?:(?:overall )?(?:rating|rated|score)(?: for [\w ]+)?\s*[:–—-]?\s*)?[‘'“\"]?{_RATING_WORDS}[’'”\"]?"
    r"(?:\s*[(–—-]?\s*\d{1,3}\s?%?\)?)?\.?|\d{1,3}(?:\.\d+)?\s?(?:%|per cent)"
)
_NAMED_RATING = re.compile(rf"[\w ,.’'&/()-]{{2,70}}?\s*[:–—|-]\s*[‘'“\"]?{_RATING_WORDS}[’'”\"]?\.?")
_RATED_ENDS = ("good", "outstanding", "excellent", "improvement", "inadequate", "poor", "cent")
_UNRATED_ENDS = (*",;:?!",)
_QUESTION = re.compile(
    r"(?:(?:key )?question(?: \d+)?\s*[:.–—-]\s*|\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+)?"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|how|what|which|who|why|when|where"
    r"|to what extent)\b[^.!?]*\?(?:\d{1,2})?(?:\s+\d{1,3}(?:%| per cent))?",
    re.S,
)
_FURNITURE = re.compile(
    r"(?:share(?: (?:this|on|via)\b.*)?|tweet|print(?: this.*)?|e-?mail this.*|like this.*|follow us.*"
    r"|related (?:posts?|articles?|content|stories)|related: .*|(?:you )?(?:may|might) also like.*|read more"
    r"|more from .*"
    r"|leave a (?:reply|comment)|post (?:a )?comments?|(?:\d+|no) (?:comments?|responses?|replies)|comments?"
    r"|your e-?mail address will not be published.*|required fields are marked.*|save my name.*|name \*|email \*"
    r"|website|submit|reply|cancel reply|log ?in|sign (?:in|up).*|subscribe.*|newsletter(?: sign-?up)?|keep informed"
    r"|one email every day.*|skip to .*|menu|search|home|cookies?(?: policy| settings)?|accept (?:all )?cookies"
    r"|we use cookies.*|back to (?:top|all .*)|(?:previous|next|newer|older) (?:post|page|article)\b.*|privacy policy"
    r"|terms (?:and|of) .{0,20}|(?:tags?|categor(?:y|ies)|labels)\s*:.*|(?:filed under|posted (?:by|in|on)) .*"
    r"|reading time\b.*|advertisement|sponsored|all rights reserved.*|©.*|sidebar:.*|archives?|blog archive"
    r"|facebook|twitter|linkedin|whatsapp|pinterest|reddit|x"
    r"|home about .*|(?:home|about)(?: \|.*)+|.{2,40} at \d\d:\d\d)"
)
_TAIL = re.compile(
    r"related (?:posts?|articles?|content|stories)|leave a (?:reply|comment)|comments?"
    r"|(?:you )?(?:may|might) also like.*",
    re.I,
)
_COMMENTS = re.compile(r"leave a (?:reply|comment)|comments?", re.I)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DETAIL = re.compile(
    r"(?:(?:last )?(?:published|posted|updated)(?: on)?:? )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:\d{1,2}(?:st|nd|rd|th)? )?"
    rf"(?:(?:{_MONTHS})(?:[ –/-]|and|to)*)+\d{{0,2}},? ?(?:\d{{4}})?"
    r"|(?:(?:spring|summer|autumn|winter) \d{4})"
    r"|(?:service|provider|area|fieldwork(?: started| dates?)?|report(?: published)?|published|publication date|date|"
    r"lead inspector|source|media (?:contact|enquiries)|press (?:office|release)|news release|contact|telephone|tel|"
    r"from|to|cc|sent|subject|"
    r"embargo(?:ed until)?|reference|version|isbn)\b\s*:.*"
    r"|(?:hm |her majesty[’']s |his majesty[’']s )?(?:deputy |assistant )?chief inspector(?: of probation)?"
    r"|(?:yours (?:sincerely|faithfully)|dear .{2,60}|-?\s?ends\s?-?|notes? to editors:?)"
)
_PERSON = re.compile(r"(?:Dame|Sir|Mr|Mrs|Ms|Miss|Dr|Professor|Lord|Lady)\.?(?: [A-Z][\w’'-]+){1,4}(?:, [^.!?]{2,80})?")
_ADDRESS = re.compile(
    r"(?:(?:[A-Z][\w’' -]{2,40}, )?\d{1,4}[a-d]?(?:[-–]\d{1,4})?,? (?:[A-Z][\w’'-]+ ){1,3}"
    r"(?:Street|Road|Lane|Avenue|Square|Terrace|Crescent|Drive|Gardens|Parade|Quay)"
    r"|(?:\d{1,2}(?:st|nd|rd|th)|Ground|First|Second|Third|Fourth|Fifth) [Ff]loor|PO Box \d{1,5}"
    r"|(?:[A-Z][\w’' -]{2,40},? )?[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})(?:,[^.!?:;]{1,60})?"
)  # "12 High Street", "2nd floor, Mill House", "Carrow CR3 4XY"
_STYLES = ("Dame", "Sir", "Mr", "Ms", "Miss", "Dr", "Professor", "Lord", "Lady")
_NO_ADDRESS_ENDS = (*".!?:;",)
_CAPTIONED = ("figure", "table", "chart", "box", "map", "photo", "picture")
_CAPTION = re.compile(rf"(?:{'|'.join(_CAPTIONED)})\s+\d{{1,2}}(?:\.\d{{1,2}})?\s*[:.–—-]\s*\S.*")
_CONTENTS_LINE = re.compile(r".{3,90}?(?:\s*\.{4,}\s*|\s(?:\.\s){3,}|\t+| {3,})\d{1,3}")
_GAP = re.compile(r"\t\s*| {3,}")
_RULE = re.compile(r"[\s\-–—_=*~#.|+•]{3,}")
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.I)
_NAMED_SECTION = re.compile(
    r"(?:annex|appendix|chapter|part|domain)\s+(?:\d{1,2}|[a-z]|one|two|three|four)\b.{0,90}"
    r"|(?:foreword|contents|executive summary|summary|overall findings|key findings|main findings|findings|background|"
    r"introduction|recommendations|contextual facts|methodology|glossary|acknowledgements|about (?:this|the) .{2,50}|"
    r"ratings?(?: table)?|overview|conclusions?|next steps)"
)
_LABEL = re.compile(r"[A-Z][^.!?:]{1,60}:")
_VERBS = frozenset(
    """is are was were be am isn't aren't wasn't weren't has have had hasn't haven't hadn't does do did
    doesn't don't didn't can cannot can't could couldn't will won't would wouldn't shall should shouldn't
    must may might needed limit remain remains remained lacks lacked make makes made take takes
    took shows showed find finds found fall falls fell say says said get gets got give gives gave keep keeps
    kept hold holds held leads led meet meets met leave leaves put puts runs ran come comes came go goes
    went know knows knew see sees saw continue continues improve improves improved affect affects
    affected provide provides receive receives received supported warn warns warned praise praises praised
    reported rated worked helps helped want wants wanted faces faced feel feels felt valued undermine
    undermines undermined hamper hampers hampered depend depends depended miss misses missed fail fails
    failed rises rose drops dropped struggle struggles struggled delivers waits waited carries carried mean
    meant become becomes became widen widens widened deserve deserves deserved matters mattered serves
    served bring brings brought vary varies varied reach reaches reached lose loses lost win wins won grow
    grows grew begin begins began urge urges urged calls called criticise criticises criticised tell tells
    told understand understands protected promote promotes contribute contributes complied complies doing""".split()
)
_JUDGEMENT = re.compile(
    r"\b(?:good|well|better|best|poor|poorly|poorer|weak|weaker|strong|stronger|outstanding|excellent|inadequate|"
    r"shortages?|insufficient|lack|lacking|too|not enough|few|fewer|falling|failing|late|committed|reasonable)\b",
    re.I,
)
_LISTED = re.compile(r"good practice|poor practice|best practice|works? well|rated|rating", re.I)
_TOPIC = re.compile(r"(?:what|how|why|where|when|who|which|work|to|two|[‘'“\"])\b", re.I)


def is_terminal(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    last = text[-1:]
    if last in _STOPS:
        return last != ""
    return not last.isalpha() and TERMINAL.search(text) is not None


def opens_sentence(text: str) -> bool:
    """Whether the text begins with a capital, after a quotation mark or bracket where there is one."""
    return text.lstrip("“‘\"'([")[:1].isupper()


def is_plain_start(line: str) -> bool:
    """Whether the line begins with a word for sure: no bullet, dash, number or letter that counts."""
    return line[:2].isalpha() and ")" not in line[2:6]


def opens_item(line: str) -> bool:
    """Whether the line begins with a bullet, a dash or the number of a list item."""
    return not is_plain_start(line) and any(pattern.match(line) for pattern in (GLYPH, DASH, LIST_NUMBER))


def is_page_number(text: str) -> bool:
    """Whether the line is a page number and nothing else."""
    first = text[:1]
    if first.isalpha() and first not in "pP" and "|" not in text:
        return False
    return _PAGE_NUMBER.fullmatch(text.lower()) is not None


def is_running_header(text: str) -> bool:
    """Whether the line has the form of a page header of inspection reports ("Inspection of … 22")."""
    if not text[:16].lower().startswith(_HEADER_STARTS):
        return False
    return _RUNNING_HEADER.fullmatch(text.lower()) is not None and not has_verb(text)


def is_rating(text: str) -> bool:
    """Whether the text is a rating or a percentage on its own, with or without the name of what is rated."""
    end = text[-13:].removesuffix(".").lower()
    if end.endswith(_UNRATED_ENDS) or (end[-1:].isalpha() and not end.endswith(_RATED_ENDS)):
        return False
    lower = text.lower()
    if _RATING.fullmatch(lower):
        return True
    return _NAMED_RATING.fullmatch(lower) is not None and not has_verb(text.rpartition(":")[0] or text)


def is_key_question(text: str) -> bool:
    """Whether the text is one question and nothing else."""
    return "?" in text and _QUESTION.fullmatch(text.lower()) is not None


def is_web_furniture(text: str) -> bool:
    """Whether the line is a share button, a menu entry, part of a comment form or the like."""
    return len(text.split(None, 12)) <= 12 and _FURNITURE.fullmatch(text.lower()) is not None


def starts_web_tail(text: str) -> bool:
    """Whether what follows this line belongs to the web site rather than to the article."""
    return _TAIL.fullmatch(text) is not None


def starts_comments(text: str) -> bool:
    """Whether this line begins what readers of a web page say of it."""
    return _COMMENTS.fullmatch(text) is not None


def is_detail(text: str) -> bool:
    """Whether the line is a signature, a date, an address, or a label with its value."""
    if _DETAIL.fullmatch(text.lower()) or (text.startswith(_STYLES) and _PERSON.fullmatch(text)):
        return True
    if " " not in text and _URL.fullmatch(text):
        return True
    return text[-1:] not in _NO_ADDRESS_ENDS and _ADDRESS.fullmatch(text) is not None


def is_caption(text: str) -> bool:
    """Whether the line is the caption of a figure or table."""
    lower = text.lower() if text[:7].lower().startswith(_CAPTIONED) else ""
    return _CAPTION.fullmatch(lower) is not None and not is_terminal(text)


def is_contents_line(text: str) -> bool:
    """Whether the line is an entry of a table of contents, with its page."""
    return text[-1:].isdigit() and _CONTENTS_LINE.fullmatch(text) is not None


def is_table_row(text: str) -> bool:
    """Whether the line is made of three cells or more, parted by tabs or wide gaps."""
    if "\t" not in text and "   " not in text:
        return False
    return len(_GAP.findall(text.strip())) >= 2 and not is_terminal(text) and not has_verb(text)


def is_rule(text: str) -> bool:
    """Whether the line is drawn with characters."""
    return not text[:1].isalnum() and _RULE.fullmatch(text) is not None


def is_named_section(text: str) -> bool:
    """Whether the text is a heading that reports of the field use at their top level."""
    return _NAMED_SECTION.fullmatch(text.rstrip(":").lower()) is not None


def is_label(text: str) -> bool:
    """Whether the text is a label such as "Strengths:", rather than a sentence that ends in a colon."""
    return text[-1:] == ":" and _LABEL.fullmatch(text) is not None and len(text.split()) <= 6 and not has_verb(text)


def has_verb(text: str) -> bool:
    """Whether the text has a finite verb, so that a heading is a statement; a word list, no parser."""
    words = text.replace("’", "'").lower().split()[1:]
    found = any(word in _VERBS or word.strip("“”‘\"'().,:;") in _VERBS for word in words)
    return found and _TOPIC.match(text) is None


def is_statement(heading: str) -> bool:
    """Whether a heading says something of its own ("Workloads are too high", "Few services for women")."""
    if has_verb(heading):
        return True
    judges = _JUDGEMENT.search(heading) and not _LISTED.search(heading) and _TOPIC.match(heading) is None
    return bool(judges) and len(heading.split()) >= 4 and not heading.endswith(":") and not is_rating(heading)


def is_heading_like(text: str, most_words: int = 16) -> bool:
    """Whether a text on its own may be a heading: short, capital first, no full stop, no list of values."""
    if len(text) > 140:
        return False
    words = text.split()
    if not words or len(words) > most_words:
        return False
    first = text.lstrip("“‘\"'(0123456789. ")[:1]
    return first.isupper() and not is_terminal(text) and not text.endswith((",", ";", "-", "–"))
