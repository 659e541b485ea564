"""Invented names, values and short administrative sentences; the same chance gives the same ones."""

import random

_GIVEN = ("Arlen", "Brisa", "Corin", "Delia", "Edric", "Fenna", "Galen", "Hesta", "Ivor", "Jessa", "Kelda", "Loris", "Maren", "Nadir",
          "Orla", "Perrin", "Quilla", "Rowan", "Sorrel", "Tamsin", "Ulric", "Verity", "Wendel", "Yara", "Zorin")  # fmt: skip
_FAMILY = ("Abbercott", "Birkmoss", "Coldwell", "Dunnerby", "Elmsett", "Farrowgate", "Grindale", "Hollowby", "Inglemire", "Jarrowfield",
           "Kettleby", "Lindwick", "Marrowdale", "Nettlecombe", "Oakhanger", "Pennerley", "Quarndale", "Rushbeck", "Saltersby",
           "Thistleton", "Underhay", "Vennersby", "Wraycott", "Yelverly")  # fmt: skip
_HANDLES = (
    "bluekite",
    "greyfern",
    "sandlark",
    "quietoak",
    "redmaple",
    "tallreed",
    "oldmill",
    "stonefox",
    "palebirch",
    "westwind",
)

# What is said of a child's needs.
NEEDS = {"need": "Support is needed; it is being arranged.", "not_yet_known": "Asked; no answer yet."}

SUMMARIES = {
    "ICV": ("A child is said to have come into the country for {type}; the receiving family is named.",
            "A school reports a child who returned from abroad and has told staff what happened there."),
    "ICA": ("A traveller who works with children abroad is named; the dates of travel are given.",
            "A partner service names a traveller and asks whether this person is known here."),
    "IMI": ("A parcel was stopped at a depot; the class of its contents and the addressee are given.",
            "A carrier was examined at a port; the items are listed by hash."),
    "IIG": ("A parent reports an adult who has been writing to a child in a game.",
            "A service reports an account that asked a child to meet."),
    "IIC": ("A service reports an account that offered a child to others.",
            "An account was seen to incite others in a closed group; the times are given."),
    "IBI": ("A service found a known file in an account and gives its hashes and the times of access.",
            "A storage provider reports uploads by one account; the files are listed by hash.",
            "A hotline found an address that led to known files; the host is named."),
    "URC": ("A child was sent a file that nobody had asked for; the sender's account is given.",),
    "COM": ("A page that promotes abuse is reported; its address and the day on which it was seen are given.",),
}  # fmt: skip
ENTRIES = (
    ("police_action", "fact", "The provider was asked for the account's particulars."),
    ("police_action", "fact", "The provider answered; the answer was checked before it was relied on."),
    ("suspects", "inference", "The account and the telephone are thought to be used by the same person."),
    ("international_or_internet", "fact", "The foreign agency was told through the national centre."),
    ("children", "fact", "An assessment of needs was agreed with children's services."),
    ("children", "opinion", "The specialist thinks that the child should be heard by somebody known to the child."),
    ("police_action", "fact", "A plan for the visit was made; its welfare step is recorded."),
    ("outcomes", "fact", "The file went to the prosecutor."),
    ("general", "fact", "A meeting of the services concerned was held."),
)
MESSAGES = (
    "I have remembered the day: it was a Tuesday in the school holidays.",
    "The account has written again today.",
    "Please use the second telephone number from now on.",
)
NO_INVESTIGATION = (
    ("not_traceable", "The values were looked up; none leads further."),
    ("data_not_kept", "The provider no longer keeps what was needed."),
    ("already_investigated", "The same facts were looked into last year; the reference is noted."),
    ("investigated_elsewhere", "Another service has the same facts and was told of this report."),
    ("no_offence_disclosed", "What is reported is not an offence here."),
    ("means_lacking", "The unit has no capacity for this; it is said so that it can be counted."),
)


def person(chance: random.Random) -> str:
    """An invented name."""
    return f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}"


def handle(chance: random.Random) -> str:
    """An invented name of an account."""
    return f"{chance.choice(_HANDLES)}{chance.randrange(1000, 9999)}"


def email(chance: random.Random) -> str:
    """An address that can reach nobody."""
    return f"{handle(chance)}@post.example"


def telephone(chance: random.Random) -> str:
    """A number of the range that is kept free for invented ones."""
    return f"+44 1632 960{chance.randrange(1000):03d}"


def address(chance: random.Random) -> str:
    """An address of a network that exists in documents only."""
    return f"{chance.choice(('192.0.2', '198.51.100', '203.0.113'))}.{chance.randrange(1, 255)}"


def digest(chance: random.Random, bits: int) -> str:
    """The hash of bytes that nobody has."""
    return f"{chance.getrandbits(bits):0{bits // 4}x}"
