"""The box of a round: who holds its keys, who votes in which channel, and what keeps it shut or open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from organizations.models import Person, User
from ratings import sealing
from ratings.choices import BallotState, Channel, VotingMethod
from ratings.models import BallotSession, KeyHolder, Voter
from reviews.choices import Level
from reviews.permissions import meeting_refusal
from reviews.rules import voting
from reviews.rules.findings import Finding, Severity
from reviews.rules.plan import Plan
from reviews.rules.voiding import check_named, check_read, check_reason, check_second

#: A ballot left empty.
BLANK = ""
#: What each byte of a sealed ballot stands for. Only ever added to: counting reads what casting wrote.
CHOICES = (BLANK, *Level.values)

#: Two of these three open the box.
HOLDERS = 3
NEEDED = 2

_STATES = {
    BallotState.PREPARING: "Vòng bỏ phiếu này không còn ở bước chuẩn bị",
    BallotState.OPEN: "Vòng bỏ phiếu này hiện không mở",
    BallotState.CLOSED: "Vòng bỏ phiếu này không chờ kiểm phiếu",
}


def _block(code: str, message: str) -> list[Finding]:
    return [Finding(code, Severity.BLOCK, message)]


def state_findings(session: BallotSession, needed: BallotState) -> list[Finding]:
    """Whatever comes at another step of the round than ``needed`` changes nothing."""
    if session.state == needed:
        return []
    return _block("ballot.state", f"{_STATES[needed]}: {session.get_state_display().lower()}.")


def running_findings(session: BallotSession) -> list[Finding]:
    if session.state in (BallotState.COUNTED, BallotState.VOID):
        return _block("ballot.state", f"Vòng bỏ phiếu này {session.get_state_display().lower()}, không hủy được nữa.")
    return []


# The counting team ---------------------------------------------------------------------------------------------------


def team_findings(team: Sequence[Person], method: VotingMethod) -> list[Finding]:
    """Paper is counted by two who enter separately; the keys of a box are held by three, two of whom can sign in.

    Who runs the meeting learns the phrase that he fetches with a holder; with two such holders he might open the box.
    """
    if not team:
        return _block("ballot.team", "Hội nghị cử tổ kiểm phiếu trước khi bỏ phiếu.")
    if method == VotingMethod.PAPER:
        if len(team) < NEEDED:
            message = "Tổ kiểm phiếu phải có ít nhất 2 người: số phiếu giấy do hai người nhập riêng."
            return _block("ballot.team_size", message)
        return []
    if len(team) != HOLDERS:
        message = (
            f"Đã chọn {len(team)} người. Bỏ phiếu điện tử cần đúng {HOLDERS} người kiểm phiếu: mỗi người giữ một mã, "
            f"{NEEDED} trong {HOLDERS} mã mới mở được hòm phiếu."
        )
        return _block("ballot.team_size", message)
    without = [str(person) for person in team if not has_account(person)]
    if HOLDERS - len(without) < NEEDED:
        message = (
            f"Trong tổ kiểm phiếu phải có ít nhất {NEEDED} người có tài khoản để tự nhận mã; chưa có tài khoản: "
            f"{', '.join(without)}. Chọn người khác, hoặc đề nghị Văn phòng cấp ủy lập tài khoản."
        )
        return _block("ballot.team_accounts", message)
    return []


def holder_findings(session: BallotSession) -> list[Finding]:
    """Each key holder has his phrase before the box is made."""
    without = [str(holder.person) for holder in session.holders.select_related("person") if not holder.public_key]
    if not without:
        return []
    message = f"Còn {len(without)}/{HOLDERS} người chưa nhận mã mở hòm phiếu: {', '.join(without)}."
    return _block("ballot.phrases", message)


def phrase_refusal(user: User, session: BallotSession, holder: KeyHolder | None) -> list[Finding]:
    """His own phrase is taken by himself; for whoever has no account by those who run the meeting, in his presence.

    Nobody learns two of the phrases: who holds one, or has fetched one, fetches no other.
    """
    if holder is None:
        return _block("ballot.holder", "Đồng chí này không giữ mã mở hòm phiếu của vòng bỏ phiếu.")
    if knows_another(user, session.holders.all(), holder):
        message = (
            f"Đồng chí đã biết một mã của vòng này; mã của {holder.person} do người khác nhận cùng, không ai được biết "
            "hai mã. Chủ trì, thư ký không giữ mã và chưa nhận cùng ai thì nhận cùng được."
        )
        return _block("ballot.two_known", message)
    if user.person_id == holder.person_id:
        return []
    account = getattr(holder.person, "user", None)
    if account is not None and account.is_active:
        return _block("ballot.own_phrase", f"{holder.person} tự đăng nhập để nhận mã; không ai nhận thay.")
    return meeting_refusal(user, session.meeting)


def knows_another(user: User, holders: Iterable[KeyHolder], holder: KeyHolder) -> bool:
    """Has he a phrase of another of these, as its holder or because he fetched it?"""
    return any(
        other.pk != holder.pk and (other.person_id == user.person_key or other.taken_by_id == user.pk)
        for other in holders
    )


# Channels ------------------------------------------------------------------------------------------------------------


def channels_of(session: BallotSession, voters: Iterable[Person], on_paper: Collection[Person]) -> dict[int, Channel]:
    """How each voter votes, by person. In a mixed round: on paper who was named, and who has no account."""
    if session.method == VotingMethod.PAPER:
        return {person.pk: Channel.PAPER for person in voters}
    if session.method == VotingMethod.ELECTRONIC:
        return {person.pk: Channel.ELECTRONIC for person in voters}
    named = {person.pk for person in on_paper}
    return {
        person.pk: Channel.PAPER if person.pk in named or not has_account(person) else Channel.ELECTRONIC
        for person in voters
    }


def has_account(person: Person) -> bool:
    account = getattr(person, "user", None)
    return account is not None and account.is_active


def without_account_findings(session: BallotSession, voters: Iterable[Person]) -> list[Finding]:
    """Nobody is on an electronic list who cannot sign in."""
    if session.method != VotingMethod.ELECTRONIC:
        return []
    names = [str(person) for person in voters if not has_account(person)]
    if not names:
        return []
    message = (
        f"{len(names)} người chưa có tài khoản nên không bỏ phiếu điện tử được: {', '.join(names)}. "
        "Chọn “Điện tử và giấy” hoặc “Bỏ phiếu giấy”."
    )
    return _block("ballot.accounts", message)


def channel_findings(channels: Mapping[int, Channel], plan: Plan) -> list[Finding]:
    counted = Counter(channels.values())
    return voting.channels({channel.label: counted[channel] for channel in Channel}, plan=plan)


def change_findings(session: BallotSession, voters: Sequence[Voter], channel: Channel, *, asked: int) -> list[Finding]:
    """What keeps these voters, all together, from voting that way; ``asked``: how many people were named."""
    if session.method != VotingMethod.MIXED:
        return _block("ballot.method", f"Vòng này chỉ có một cách bỏ phiếu: {session.get_method_display().lower()}.")
    if not asked:
        return _block("ballot.nobody", "Chọn người đổi cách bỏ phiếu.")
    if len(voters) != asked:
        return _block("ballot.not_listed", "Có người không có tên trong danh sách bỏ phiếu.")
    if voted := [voter for voter in voters if voter.voted]:
        return has_voted_findings(voted)
    without = [str(voter.person) for voter in voters if not has_account(voter.person)]
    if channel == Channel.ELECTRONIC and without:
        return _block("ballot.accounts", f"Chưa có tài khoản, không bỏ phiếu điện tử được: {', '.join(without)}.")
    channels = {row.person_id: Channel(row.channel) for row in session.voters.all()}
    changed = channels | {voter.person_id: channel for voter in voters}
    return channel_findings(changed, session.meeting.campaign.plan)


def has_voted_findings(voters: Sequence[Voter]) -> list[Finding]:
    names = ", ".join(str(voter.person) for voter in voters)
    return _block("ballot.voted", f"Đã bỏ phiếu hoặc đã nhận phiếu giấy, không đổi cách bỏ phiếu được: {names}.")


# Casting -------------------------------------------------------------------------------------------------------------


def voting_findings(session: BallotSession) -> list[Finding]:
    if session.state == BallotState.OPEN:
        return []
    messages = {
        BallotState.PREPARING: "Cuộc bỏ phiếu chưa mở.",
        BallotState.CLOSED: "Cuộc bỏ phiếu đã đóng.",
        BallotState.COUNTED: "Cuộc bỏ phiếu đã đóng.",
        BallotState.VOID: "Cuộc bỏ phiếu này đã hủy; phiếu trong hòm không được mở.",
    }
    return _block("ballot.closed", messages[BallotState(session.state)])


def ballot_findings(
    questions: Collection[int], choices: Mapping[int, str], without_excellent: Collection[int] = ()
) -> list[Finding]:
    """The ballot answers exactly what is asked, each with a level that its line offers or blank (P0-4.4-i).

    Names nobody: what was chosen stands in no answer and no log.
    """
    if set(choices) != set(questions):
        return _block("ballot.incomplete", "Phiếu phải có đủ các nội dung của cuộc bỏ phiếu, không thêm nội dung khác.")
    if any(choice not in CHOICES for choice in choices.values()):
        return _block("ballot.level", "Phiếu có mức xếp loại không hợp lệ.")
    if any(choices[question] == Level.EXCELLENT for question in without_excellent):
        message = f"Phiếu chọn “{Level.EXCELLENT.label}” cho người không có trong danh sách đủ điều kiện."
        return _block("ballot.not_nominated", message)
    return []


def incomplete(answered: int, asked: int) -> Finding:
    return Finding(
        "ballot.incomplete",
        Severity.BLOCK,
        f"Phiếu có {asked} nội dung, mới chọn {answered}. Nội dung nào không chọn mức thì đánh dấu “Phiếu trắng”.",
    )


def why_no_vote(session: BallotSession, user: User) -> Finding:
    voter = Voter.objects.filter(session=session, person_id=user.person_key).first()
    if voter is None:
        message = "Đồng chí không có tên trong danh sách bỏ phiếu của hội nghị này."
        return Finding("ballot.not_listed", Severity.BLOCK, message)
    if voter.channel == Channel.PAPER:
        message = "Đồng chí bỏ phiếu giấy ở vòng này; mỗi người bỏ phiếu một lần, theo một cách."
        return Finding("ballot.on_paper", Severity.BLOCK, message)
    return Finding("ballot.voted", Severity.BLOCK, "Đồng chí đã bỏ phiếu; mỗi người bỏ phiếu một lần.")


# Opening the box -----------------------------------------------------------------------------------------------------


def wait_findings(session: BallotSession, now: datetime) -> list[Finding]:
    until = session.phrases_wait_until
    if until is None or now >= until:
        return []
    message = (
        f"Đã nhập sai mã {session.wrong_phrases} lần. Chờ đến {timezone.localtime(until):%H:%M:%S} rồi nhập lại; hòm "
        "phiếu vẫn nguyên."
    )
    return _block("box.wait", message)


def two_phrases_findings(holders: Mapping[int, KeyHolder], phrases: Mapping[int, str]) -> list[Finding]:
    given = {person_id for person_id, phrase in phrases.items() if phrase.strip()}
    if len(given) == NEEDED and given <= set(holders):
        return []
    names = ", ".join(str(holder.person) for holder in holders.values())
    message = f"Nhập mã của đúng {NEEDED} trong {HOLDERS} người giữ mã: {names}."
    return _block("box.two_phrases", message)


def phrase_length_findings(holders: Mapping[int, KeyHolder], phrases: Mapping[int, str]) -> list[Finding]:
    """A phrase with digits left out or too many is a slip of the hand: told so, and no wrong phrase."""
    findings = []
    for person_id, phrase in phrases.items():
        digits = len(sealing.digits_of(phrase))
        if digits != sealing.PHRASE_DIGITS:
            message = f"Mã của {holders[person_id].person} phải có {sealing.PHRASE_DIGITS} chữ số, vừa nhập {digits}."
            findings += _block("box.phrase_length", message)
    return findings


def wrong_phrase_findings(wrong: Sequence[KeyHolder], *, left: int, wait: timedelta | None) -> list[Finding]:
    names = ", ".join(str(holder.person) for holder in wrong)
    rest = (
        f"Còn {left} lần nhập trước khi phải chờ." if wait is None else f"Phải chờ {_minutes(wait)} phút rồi nhập lại."
    )
    message = f"Mã của {names} không đúng; hòm phiếu chưa mở, chưa có gì thay đổi. {rest}"
    return _block("box.wrong_phrase", message)


def _minutes(wait: timedelta) -> int:
    return round(wait.total_seconds() / 60)


def box_findings(session: BallotSession, envelopes: Sequence[bytes], *, turnout: int) -> list[Finding]:
    """The box holds what it held when it was shut, and as many ballots as people voted."""
    receipts = sorted(sealing.receipt_of(envelope) for envelope in envelopes)
    findings = turnout_findings(len(envelopes), turnout=turnout)
    if receipts != session.receipts or sealing.root_of(receipts) != session.receipts_root:
        message = "Phiếu trong hòm không còn đúng như danh sách mã phiếu lập khi đóng hòm."
        findings += _block("box.changed", f"{message} {_THEN}")
    return findings


def electronic_turnout(session: BallotSession) -> int:
    return session.voters.filter(channel=Channel.ELECTRONIC, voted=True).count()


def turnout_findings(envelopes: int, *, turnout: int) -> list[Finding]:
    """As many ballots are in the box as people are noted to have voted electronically."""
    if envelopes == turnout:
        return []
    message = f"Trong hòm có {envelopes} phiếu, nhưng danh sách ghi {turnout} người đã bỏ phiếu điện tử."
    return _block("box.turnout", f"{message} {_THEN}")


def damaged_findings() -> list[Finding]:
    return _block("box.damaged", f"Có phiếu không mở được bằng khóa của hòm này, hoặc đã bị sửa. {_THEN}")


_THEN = "Không kiểm phiếu được; lập biên bản, hủy vòng này và bỏ phiếu lại."


# Void ----------------------------------------------------------------------------------------------------------------


def reason_findings(reason: str) -> list[Finding]:
    return check_reason(reason, what="cuộc bỏ phiếu")


def asked_findings(session: BallotSession) -> list[Finding]:
    if session.void_asked_by_id is not None:
        return []
    return _block("void.not_asked", "Chưa ai đề nghị hủy cuộc bỏ phiếu này.")


def approver_findings(user: User) -> list[Finding]:
    return check_named(str(user), is_person=user.person_id is not None)


def second_approval_findings(session: BallotSession, user: User) -> list[Finding]:
    """The two are two people, and one of them at least runs this meeting or counts in it."""
    if missing := asked_findings(session):
        return missing
    asker = session.void_asked_by
    assert asker is not None
    if same := check_second(asked_by=asker.person_key, by=user.person_key):
        return same
    here = {session.meeting.chair_id, session.meeting.clerk_id, *session.counting_team.values_list("pk", flat=True)}
    if here.isdisjoint((asker.person_id, user.person_id)):
        message = (
            "Trong hai người đề nghị và đồng ý hủy phải có ít nhất một người là chủ trì, thư ký hội nghị hoặc thành "
            "viên tổ kiểm phiếu."
        )
        return _block("void.outsiders", message)
    return []


def read_findings(session: BallotSession, read: str) -> list[Finding]:
    return check_read(read=read, asked=session.void_mark)
