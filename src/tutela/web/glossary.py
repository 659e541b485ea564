"""The words of the domain and what each role does, as the help page says them."""

from dataclasses import dataclass

from tutela.accounts.models import Role


@dataclass(frozen=True)
class RoleHelp:
    """A role: what it is for, what it does most, and what it does not see."""

    role: Role
    purpose: str
    tasks: tuple[str, ...]
    not_seen: str = ""


ROLES = (
    RoleHelp(
        Role.INTAKE_OFFICER,
        "Takes reports in, sorts them, and gets each to whoever answers for it.",
        (
            "Record a report that somebody makes by telephone, or import a file of reports.",
            (
                "Work from the top of the work list: a specific concern for a child stands first, then whatever is nearest to"
                " breaking a promise. Each row says why it stands where it does."
            ),
            "Send a report to the organisation that the suggestion names, or to another one, with your reason.",
            "Send the receipt. Opening a report is not answering it; the promise runs until the answer has gone.",
        ),
    ),
    RoleHelp(
        Role.INVESTIGATOR,
        "Works on reports, cases and children, and answers whoever reported.",
        (
            "Open a case from a report, and enter each child in it, known or not yet identified.",
            "Say of every person what their standing is: alleged, suspected, charged and so on. Not yet known is an answer.",
            "Propose a decision not to investigate with its grounds; a second person confirms it, and it is looked at again.",
            "Ask for access to a record that you may not see, by its reference and with a reason.",
        ),
    ),
    RoleHelp(
        Role.EXAMINER,
        "Examines what was seized, and reads the records that belong to it.",
        (
            "Read the reports and cases of your organisation.",
            "Answer what is asked of you before its promise is broken.",
        ),
    ),
    RoleHelp(
        Role.ANALYST,
        "Looks for what belongs together, and makes figures that say how sure they are.",
        (
            "Search references, people, identifiers and text, within what you may see.",
            "Bundle reports about one widely spread item; each is still answered by itself.",
        ),
    ),
    RoleHelp(
        Role.MANAGER,
        "Assigns the work, approves what needs a second person, grants access and reviews.",
        (
            "Look at the team's page for work that nobody handles and for promises about to break.",
            "Decide requests for access under Access. A refusal stays within your organisation.",
            "Review every breaking of glass on your records within two working days.",
            "Keep the rota without gaps: a specific concern calls whoever is on duty, at any hour.",
        ),
    ),
    RoleHelp(
        Role.WELFARE_OFFICER,
        "Looks after those who do this work.",
        (
            "See under Duty who is called at night and at week-ends, how often, and when nobody else is there to take it.",
            "Speak with people; the records of the work are not needed for it.",
        ),
        "You see no report, no case and no child.",
    ),
    RoleHelp(
        Role.RESEARCHER,
        "Works with figures that have their uncertainty beside them.",
        ("Read each figure with its denominator, its source and what it does not cover.",),
        "You see no report, no case and no child.",
    ),
    RoleHelp(
        Role.AUDITOR,
        "Sees that records were read and changed for good reasons.",
        (
            "Look through the audit trail by person, by deed, by day or by record.",
            "Keep the newest anchor outside of this system; it shows if the trail was cut or rewritten.",
        ),
        "You read records and change nothing.",
    ),
    RoleHelp(
        Role.ADMINISTRATOR,
        "Keeps accounts and the organisation's entry.",
        (
            (
                "Give an account to somebody who joins, change the role of somebody who moves, and close the access of somebody"
                " who leaves. What they worked on goes back to the unassigned list."
            ),
            "Keep the point of contact, the working hours, the remit and the promises right: clocks are counted by them.",
            "Look now and then at the accounts that nobody has used for 90 days.",
        ),
        "You see no report, no case and no child, and never anybody's password.",
    ),
    RoleHelp(
        Role.PARTNER,
        "Reports for an organisation outside, and reads the answers.",
        (
            "Send a report, or a file of them, and give your own reference: you find it by that again.",
            "See on one page all that you sent, what became of it, and which answers you are owed.",
        ),
        "You see what your organisation sent and what it is owed, and nothing else.",
    ),
)


@dataclass(frozen=True)
class Word:
    """A word of the domain and what it means here."""

    word: str
    meaning: str


GLOSSARY = tuple(
    Word(word, meaning)
    for word, meaning in sorted(
        (
            ("Reported", "Somebody told an agency. It says nothing yet about what took place."),
            ("Recorded", "The agency concluded that an offence took place."),
            ("Report", "What somebody told us, when, through which door. Its sender is owed answers."),
            (
                "Case",
                (
                    "The victim or victims and the offender or offenders of one incident or episode, and what agencies then do"
                    " about it."
                ),
            ),
            ("Known case", "A case that an agency knows of. A count of known cases is never a count of cases."),
            ("Child", "Any person under 18."),
            (
                "Standing",
                (
                    "How far what is said of a person is established: alleged, suspected, charged, cautioned, convicted,"
                    " acquitted, no further action, referred to another service, deceased."
                ),
            ),
            ("Suspected", "Held to be possible by somebody with grounds. It is not established."),
            ("Established", "Shown by a court or by evidence that stands."),
            ("Category", "What kind of case it is, in the words of the study; a case can have several."),
            ("Type", "A kind within a category, such as holiday or migration."),
            ("Facet", "A direction or reach within a category: came in or went out, national or international."),
            ("Owner", "The one organisation that answers for a record at this moment. There is always exactly one."),
            ("Default owner", "The coordinating centre, which owns whatever nobody has accepted in time."),
            ("Handler", "The person who works on a record for its owner."),
            ("Promise", "An answer or act that is owed by a certain time, by an organisation that answers for it."),
            ("Receipt", "The first answer: that a report has arrived."),
            ("Outcome", "The last answer: what was decided."),
            (
                "Specific concern",
                "Grounds to believe that a certain child is being harmed now. It calls whoever is on duty.",
            ),
            (
                "Hand-over",
                "Offering a record to another organisation, which accepts or declines it on a limited preview.",
            ),
            (
                "Need to know",
                "A reader sees what their organisation and role allow, for a purpose that they have said.",
            ),
            (
                "Break glass",
                "To read a record without asking first, to prevent harm. Another person always reviews it.",
            ),
            ("Restricted", "A record that only its handler, its managers and those named may see."),
            (
                "Anchor",
                "The newest position and digest of the audit trail, kept elsewhere. It shows if the end was cut off.",
            ),
            ("Not yet known", "An answer in its own right. Nothing here is left blank because nobody knows it."),
        ),
        key=lambda pair: pair[0].lower(),
    )
)
