"""What fills the papers of this room when somebody prints one by its number."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist

from forms_templates.catalogue import Content, register_source
from forms_templates.choices import DocumentKind
from reviews.choices import OpinionKind
from reviews.models import HandOver, Meeting, Opinion, RemedyPlan, Review
from reviews.rules.named_forms import residence_form
from reviews.selectors.hand_overs import handover_payload
from reviews.selectors.named_papers import (
    PROMPTS_FORM,
    REMEDIES_FORM,
    prompts_payload,
    remedies_payload,
    residence_sheet_payload,
)
from reviews.selectors.papers import minutes_payload, residence_reply_payload, residence_request_payload
from reviews.selectors.records import agenda_payload, invitation_payload


def register() -> None:
    """Once, when the program starts."""
    register_source(DocumentKind.MEETING_MINUTES, of="hội nghị", gather=_or_lookup_error("hội nghị", _minutes))
    register_source(DocumentKind.HANDOVER, of="lần bàn giao", gather=_or_lookup_error("lần bàn giao", _hand_over))
    register_source(DocumentKind.AGENDA, of="hội nghị", gather=_or_lookup_error("hội nghị", _agenda))
    register_source(DocumentKind.INVITATION, of="hội nghị", gather=_or_lookup_error("hội nghị", _invitation))
    opinion = "phiếu lấy ý kiến nơi cư trú"
    register_source("mau_3_213_yk", of=opinion, gather=_or_lookup_error(opinion, _request))
    register_source("mau_3_213_nx", of=opinion, gather=_or_lookup_error(opinion, _reply))
    _register_named()


def _register_named() -> None:
    """Forms that plans name without printing."""
    of, opinion = "hồ sơ kiểm điểm", "phiếu lấy ý kiến nơi cư trú"
    register_source("mau_03", of=opinion, gather=_or_lookup_error(opinion, _sheet))
    register_source(PROMPTS_FORM, of=of, gather=_or_lookup_error(of, _prompts))
    register_source(REMEDIES_FORM, of=of, gather=_or_lookup_error(f"kế hoạch khắc phục của {of}", _remedies))


def _or_lookup_error(of: str, gather: Callable[[int], Content]) -> Callable[[int], Content]:
    def gathered(number: int) -> Content:
        try:
            return gather(number)
        except ObjectDoesNotExist:
            raise LookupError(f"Không có {of} số {number}.") from None

    return gathered


def _meeting(number: int) -> Meeting:
    return Meeting.objects.select_related(
        "campaign", "collective__organization__parent", "cell__parent", "chair", "clerk"
    ).get(pk=number)


def _agenda(number: int) -> Content:
    meeting = _meeting(number)
    return Content(DocumentKind.AGENDA, f"Chương trình – {meeting}", agenda_payload(meeting))


def _invitation(number: int) -> Content:
    meeting = _meeting(number)
    return Content(DocumentKind.INVITATION, f"Giấy mời – {meeting}", invitation_payload(meeting, each=False))


def _minutes(number: int) -> Content:
    meeting = _meeting(number)
    return Content(DocumentKind.MEETING_MINUTES, f"Biên bản – {meeting}", minutes_payload(meeting))


def _hand_over(number: int) -> Content:
    found = HandOver.objects.select_related(
        "campaign__issuer", "giver__parent", "receiver", "handed_by__person", "received_by__person"
    ).get(pk=number)
    return Content(DocumentKind.HANDOVER, f"Biên bản bàn giao hồ sơ – {found.giver}", handover_payload(found))


def _opinion(number: int) -> Opinion:
    return Opinion.objects.select_related(
        "review__person", "review__unit__parent", "addressee__parent", "sender__parent", "answered_by", "confirmed_by"
    ).get(pk=number, kind=OpinionKind.RESIDENCE)


def _request(number: int) -> Content:
    opinion = _opinion(number)
    title = f"Phiếu xin ý kiến chi ủy nơi cư trú – {opinion.review}"
    return Content(DocumentKind.RESIDENCE_REQUEST, title, residence_request_payload(opinion))


def _reply(number: int) -> Content:
    opinion = _opinion(number)
    title = f"Phiếu nhận xét nơi cư trú – {opinion.review}"
    return Content(DocumentKind.RESIDENCE_REPLY, title, residence_reply_payload(opinion))


def _sheet(number: int) -> Content:
    """The plan's own sheet for the residence."""
    opinion = _opinion(number)
    form = residence_form(opinion.review.campaign.plan)
    if not form:
        raise LookupError(f"Kế hoạch của phiếu số {number} không có mẫu lấy ý kiến nơi cư trú riêng.")
    title = f"Phiếu lấy ý kiến nơi cư trú – {opinion.review}"
    return Content(DocumentKind.RESIDENCE_REQUEST, title, residence_sheet_payload(opinion, form))


def _prompts(number: int) -> Content:
    review = Review.objects.with_subject().select_related("campaign__issuer__parent").get(pk=number)
    return Content(DocumentKind.FORM, f"Văn bản gợi ý kiểm điểm – {review}", prompts_payload(review))


def _remedies(number: int) -> Content:
    plan = RemedyPlan.objects.select_related("review__campaign", "review__person", "review__unit__parent").get(
        review=number
    )
    title = f"Kế hoạch khắc phục hạn chế, khuyết điểm – {plan.review}"
    return Content(DocumentKind.FORM, title, remedies_payload(plan))
