"""Who may open which address. A new address gets one line here, or the test of the matrix names it and fails.

    "portfolio:project": To("lea eva auditor ada", stranger=404, at="project"),

`To(...)` lists who is let in: names of the cast (lea leads, otto owns objectives, eva is the CMO, auditor, ada administers,
sam has no role), `EVERYBODY` who is signed in, or `public("why")` for who is not. The others get `others` (403, or 404 where
the object must not be known); Sam gets `stranger` where that differs. `at` names the objects of the address in `world.py`.
`post` is sent instead of a GET where it is given; `writes` names those who may also POST where fewer write than read.
`absent` says that those let in get 404, for there is no such object in the world.
A name that ends with * stands for all names that begin so; the longest one wins.
"""

from dataclasses import dataclass
from typing import Any

EVERYBODY = "sam lea otto eva auditor ada"
WITH_A_ROLE = "lea otto eva auditor ada"
ANYONE = f"anonymous {EVERYBODY}"


@dataclass(frozen=True)
class To:
    """One line of the policy."""

    who: str
    others: int = 403
    stranger: int | None = None
    at: str = ""
    post: dict[str, Any] | None = None
    writes: str = ""
    absent: bool = False
    why_public: str = ""
    wants_token: bool = False  # let in means: asked for a token, with 401

    def refusal(self, person: str) -> int:
        """The status that somebody gets who is not let in."""
        return self.stranger if person == "sam" and self.stranger else self.others

    def lets_in(self, person: str) -> bool:
        return person in self.who.split()


def public(why: str, **facts: Any) -> To:
    """An address that needs no sign-in, and the reason."""
    return To(ANYONE, why_public=why, **facts)


POLICY = {
    # --- the portal itself
    "healthz": public("monitors ask without a login; it tells no data"),
    "set_language": public("the sign-in page is read in two languages", post={"language": "en"}),
    "theme": public("the sign-in page has two themes", post={"theme": "dark"}),
    "home": To(WITH_A_ROLE),
    "portfolios": To(WITH_A_ROLE),
    "portfolio": To(WITH_A_ROLE, others=404, at="portfolio"),  # who sees one of its projects
    "programme": To(WITH_A_ROLE, others=404, at="programme"),
    "gallery": To("ada"),
    "matters_seen": To(WITH_A_ROLE, post={}),
    "matter_noted": To("", others=404, stranger=403, post={}),  # only about what one sees; nothing is named here
    "boards:*": To(WITH_A_ROLE),  # lists only what the person may see
    "boards:stop_first": To("eva auditor ada"),
    "boards:stop_first_csv": To("eva auditor ada"),
    # --- signing in
    "account_login": public("the way in"),
    "account_logout": public("answers with the sign-in page when nobody is signed in"),
    "account_inactive": public("tells a deactivated person why"),
    "account_reset_password": public("for who forgot the password"),
    "account_reset_password_done": public("for who forgot the password"),
    "account_reset_password_from_key": public("the link of the mail is the key", at="reset_link"),
    "account_reset_password_from_key_done": public("for who forgot the password"),
    "account_reauthenticate": To(EVERYBODY),
    "account_change_password": To(EVERYBODY),
    "account_set_password": To(EVERYBODY),
    "mfa_authenticate": public("second step of signing in: leads back to the first when it was not done"),
    "mfa_reauthenticate": To(EVERYBODY),
    "mfa_index": To(EVERYBODY),
    "mfa_activate_totp": To(EVERYBODY),
    "mfa_deactivate_totp": To("", others=404),  # nobody of the cast has a second factor
    "mfa_view_recovery_codes": To("", others=404),
    "mfa_generate_recovery_codes": To(EVERYBODY),
    "mfa_download_recovery_codes": To("", others=404),
    # --- one's own account and notices
    "accounts:profile": To(EVERYBODY),
    "accounts:kept_words": To(EVERYBODY),  # shows only what this person was sending
    "accounts:end_other_sessions": To(EVERYBODY, post={}),
    "accounts:my_data": To(EVERYBODY),
    "accounts:pseudonymise": To("ada", at="person"),
    "accounts:absence": To(EVERYBODY),
    "accounts:end_absence": To("", others=404, post={}),  # only who is away and their delegate
    "find": To(EVERYBODY),  # finds only what the person may see
    "notifications:tray": To(EVERYBODY),
    "notifications:read": To(EVERYBODY, post={}),
    "notifications:preferences": To(EVERYBODY),
    "notifications:following": To(EVERYBODY),
    "notifications:follow": To("", others=404, post={}),  # only what the person sees; nothing is named here
    # --- saved views: one's own, and to open those that others share
    "views:mine": To(EVERYBODY),
    "views:save": To(EVERYBODY, post={}),
    "views:open": To("eva", at="view"),
    "views:change": To("eva", others=404, at="view", post={}),
    "views:delete": To("eva", others=404, at="view", post={}),
    "views:bring_back": To(EVERYBODY, post={}, absent=True),
    # --- strategy: whoever has a role reads it, the CMO and administrators steer it, an owner words their objective
    "strategy:strategy": To(WITH_A_ROLE),
    "strategy:objective": To(WITH_A_ROLE, others=404, at="objective_number"),
    "strategy:tree": To(WITH_A_ROLE),
    "strategy:one_page": To(WITH_A_ROLE),
    "strategy:map": To(WITH_A_ROLE),
    "strategy:cause_declare": To("otto eva ada", stranger=404, at="plan_number"),
    "strategy:cause_withdraw": To("otto eva ada", stranger=404, at="cause_key", post={}),
    "strategy:cause_again": To("otto eva ada", stranger=404, at="withdrawn_cause", post={}),
    "strategy:plan_create": To("eva ada"),
    "strategy:plan_edit": To("eva ada", stranger=404, at="plan_number"),
    "strategy:axis_create": To("eva ada", stranger=404, at="plan_number"),
    "strategy:objective_create": To("eva ada", stranger=404, at="plan_number"),
    "strategy:weights": To(WITH_A_ROLE, others=404, at="plan_number", writes="eva ada"),
    "strategy:weight_set": To(WITH_A_ROLE, others=404, at="weight_set"),
    "strategy:axis_edit": To("eva ada", stranger=404, at="axis"),
    "strategy:axis_remove": To("eva ada", stranger=404, at="axis", post={}),
    "strategy:objective_edit": To("otto eva ada", stranger=404, at="objective_number"),
    "strategy:levels": To("otto eva ada", stranger=404, at="objective_number"),
    "strategy:objective_comments": To(WITH_A_ROLE, others=404, at="objective_number"),
    "strategy:retire": To("eva ada", stranger=404, at="objective_number"),
    "strategy:reinstate": To("eva ada", stranger=404, at="objective_number", post={}),
    # --- projects: seen by who has a reason to, changed by the lead and who steers, validated by the objective's owner
    "portfolio:wins": To(EVERYBODY),  # those of the projects the person may see
    "portfolio:thank": To("otto eva auditor ada", stranger=404, at="win", post={}),  # Lea told it: nobody thanks themselves
    "portfolio:win_withdraw": To("lea", stranger=404, at="win", post={}),
    "portfolio:report_page": To(WITH_A_ROLE, stranger=404, at="report"),
    "portfolio:my_projects": To(EVERYBODY),
    "portfolio:my_contribution": To(EVERYBODY),  # only projects that name the person
    "portfolio:my_team": To(EVERYBODY),  # only who works on their projects or in their units
    "portfolio:duties": To(EVERYBODY),
    "portfolio:duties_confirm": To(EVERYBODY, post={}),  # confirms only what the person may report on
    "portfolio:help_answer": To("", others=404, at="link_key", post={}),  # only who was asked; nobody of the cast was
    "portfolio:projects": To(EVERYBODY),
    "portfolio:roadmap": To(EVERYBODY),
    "portfolio:roadmap_csv": To(EVERYBODY),
    "portfolio:bubbles": To(EVERYBODY),
    "portfolio:projects_csv": To(EVERYBODY),
    "portfolio:project_new": To("lea eva ada"),
    "portfolio:to_validate": To("otto eva ada"),
    "portfolio:accept": To("otto eva ada", post={}),
    "portfolio:renew": To("otto eva ada", post={}),
    "portfolio:decision_undo": To("otto eva ada", post={}, absent=True),  # each undoes only what they decided
    "portfolio:refuse": To("otto ada", stranger=404, at="link_key"),
    "portfolio:*": To(WITH_A_ROLE, stranger=404, at="project"),
    "portfolio:responsibility": To(WITH_A_ROLE, stranger=404, at="project", writes="lea eva ada"),
    "portfolio:supplier_depend": To("lea eva ada", stranger=404, at="project", post={}),
    "portfolio:supplier_leave": To("lea eva ada", stranger=404, at="project_supplier", post={}),
    "portfolio:no_effect": To("lea eva ada", stranger=404, at="project", post={}),
    "portfolio:initiative_join": To("lea eva ada", stranger=404, at="project", post={}),
    "portfolio:initiative_leave": To("lea eva ada", stranger=404, at="project_initiative", post={}),
    "portfolio:mitigation": To("eva ada", stranger=404, at="assessment", post={}),
    "portfolio:figure_csv": To(WITH_A_ROLE, stranger=404, at="figure"),
    "portfolio:project_change": To("lea eva ada", stranger=404, at="project"),
    "portfolio:team": To(WITH_A_ROLE, stranger=404, at="project", writes="lea eva ada"),
    "portfolio:member_leaves": To("lea eva ada", stranger=404, at="member", post={}),
    "portfolio:report": To("lea ada", stranger=404, at="project"),
    "portfolio:report_draft": To("lea ada", stranger=404, at="project", post={}),
    "portfolio:report_correct": To("lea ada", stranger=404, at="report"),
    "portfolio:report_undo": To("", others=403, stranger=404, at="report", post={}),  # only its author, within a day
    "portfolio:report_read": To("eva ada", stranger=404, at="report", post={}),
    "portfolio:scoring_model": To("ada"),
    "portfolio:rates": To("eva ada"),
    "portfolio:offer_help": To(WITH_A_ROLE, stranger=404, at="project", post={}),
    "portfolio:ask": To(WITH_A_ROLE, stranger=404, at="project", post={}),
    "portfolio:remind": To(WITH_A_ROLE, stranger=404, at="project", post={}),
    "portfolio:ideas": To("otto eva ada", at="objective_called", post={}),
    "portfolio:decisions": To(WITH_A_ROLE),  # lists only what the person may see
    "portfolio:decision": To(WITH_A_ROLE, stranger=404, at="decision", writes="eva ada"),
    "portfolio:decision_drop": To("eva ada", stranger=404, at="decision", post={}),
    "portfolio:decision_new": To("lea eva ada", stranger=404, at="project"),
    "portfolio:waiver": To("eva ada", stranger=404, at="project"),
    "portfolio:waiver_end": To("eva ada", stranger=404, at="project", post={}),
    "portfolio:declare": To("lea eva ada", stranger=404, at="project"),
    "portfolio:link_level": To("lea eva ada", stranger=404, at="link"),
    "portfolio:link_withdraw": To("lea eva ada", stranger=404, at="link", post={}),
    "portfolio:link_restore": To("lea eva ada", stranger=404, at="link", post={}),
    "portfolio:link_contest": To(WITH_A_ROLE, stranger=404, at="link"),
    "portfolio:fact_new": To("lea eva ada", stranger=404, at="kind_of_fact"),
    "portfolio:fact_change": To("lea eva ada", stranger=404, at="fact"),
    "portfolio:fact_remove": To("lea eva ada", stranger=404, at="fact", post={}),
    "portfolio:fact_restore": To("lea eva ada", stranger=404, at="removed_fact", post={}),
    "portfolio:promises": To(WITH_A_ROLE),
    "portfolio:proof_take_over": To("lea eva ada", stranger=404, at="project", post={"indicator": "NPS"}),
    "portfolio:proof_none": To("lea eva ada", stranger=404, at="project", post={"reason": "No effect of its own", "until": "2026-12-01"}),
    "portfolio:proof_change": To("lea eva ada", stranger=404, at="proof"),
    "portfolio:proof_decide": To("otto", stranger=404, at="proof", post={}),
    "portfolio:promise": To("lea eva ada", stranger=404, at="project", post={}),
    "portfolio:promise_take_back": To("lea eva ada", stranger=404, at="claim", post={}),
    # --- indicators: whoever has a role reads them
    "kpis:board": To(WITH_A_ROLE),
    "kpis:scorecard": To(WITH_A_ROLE),
    "kpis:quality": To(WITH_A_ROLE),
    "kpis:indicator": To(WITH_A_ROLE, others=404, at="indicator"),
    "kpis:due": To(WITH_A_ROLE),  # shows only what the person may measure
    "kpis:due_draft": To(WITH_A_ROLE, post={}),
    "kpis:import": To(WITH_A_ROLE),
    "kpis:file": To(WITH_A_ROLE, at="no_file", absent=True),
    "kpis:library": To("eva ada"),
    "kpis:new": To("eva ada"),
    "kpis:values": To(WITH_A_ROLE, others=404, at="indicator"),
    "kpis:correct": To("otto eva ada", stranger=404, at="measurement"),
    "kpis:manage": To("otto eva ada", stranger=404, at="indicator"),
    "kpis:edit": To("otto eva ada", stranger=404, at="indicator"),
    "kpis:target_set": To("otto eva ada", stranger=404, at="indicator", post={}),
    "kpis:target_end": To("otto eva ada", stranger=404, at="target", post={}),
    "kpis:share": To("otto eva ada", stranger=404, at="indicator", post={}),
    "kpis:unshare": To("otto eva ada", stranger=404, at="share", post={}),
    "kpis:slice_add": To("otto eva ada", stranger=404, at="indicator", post={}),
    "kpis:slice_end": To("otto eva ada", stranger=404, at="slice", post={}),
    "kpis:override": To("otto eva ada", stranger=404, at="indicator", post={}),
    "kpis:override_end": To("otto eva ada", stranger=404, at="indicator", post={}, absent=True),
    "kpis:retire": To("otto eva ada", stranger=404, at="indicator", post={}),
    # --- programs
    "kpis_api:tokens": To(WITH_A_ROLE),
    "kpis_api:openapi": To(WITH_A_ROLE),
    "kpis_api:measurements": public("programs show a token instead of a person", post={}, wants_token=True),
    "kpis_api:revoke": To(WITH_A_ROLE, at="no_token", post={}, absent=True),
    # --- nights
    "start": To("ada"),  # leads home where there is something
    "start_progress": To("ada", absent=True),
    "who_sees_what": To("ada"),
    "person_rights": To("ada", at="person"),
    "project_rights": To("ada", at="project"),
    "nights": To("ada"),
    "nights_run": To("ada", post={}),
    "night": To("ada", absent=True),
    "night_cancel": To("ada", post={}, absent=True),
    "night_resume": To("ada", post={}, absent=True),
    # --- CSR: whoever has a role reads; officers (here: the administrator) enter; the CMO decides too
    "rse:initiatives": To(WITH_A_ROLE),
    "rse:initiatives_csv": To(WITH_A_ROLE),
    "rse:initiative": To(WITH_A_ROLE, others=404, at="initiative"),
    "rse:initiative_new": To("eva ada"),
    "rse:initiative_change": To("eva ada", stranger=404, at="initiative"),
    "rse:initiative_update": To("otto eva ada", stranger=404, at="initiative"),  # Otto owns it
    "rse:initiative_answer": To("otto eva ada", stranger=404, at="initiative"),
    "rse:initiative_objective": To("otto eva ada", stranger=404, at="initiative", post={}),
    "rse:initiative_objective_end": To("otto eva ada", stranger=404, at="initiative_objective", post={}),
    "rse:effect_new": To("otto eva ada", stranger=404, at="initiative"),
    "rse:effect_change": To("otto eva ada", stranger=404, at="effect"),
    "rse:effect_realised": To("otto eva ada", stranger=404, at="effect"),
    "rse:effect_withdraw": To("otto eva ada", stranger=404, at="effect", post={}),
    "rse:initiative_promise": To("otto eva ada", stranger=404, at="initiative"),
    "rse:initiative_promise_take_back": To("otto eva ada", stranger=404, at="initiative_claim", post={}),
    "rse:*": To(WITH_A_ROLE),
    "rse:campaign_new": To("eva ada"),
    "rse:campaign": To(WITH_A_ROLE, others=404, at="campaign"),
    "rse:campaign_csv": To(WITH_A_ROLE, others=404, at="campaign"),
    "rse:campaign_change": To("eva ada", stranger=404, at="campaign"),
    "rse:campaign_promise": To("eva ada", stranger=404, at="campaign"),
    "rse:campaign_promise_take_back": To("eva ada", stranger=404, at="campaign_claim", post={}),
    "rse:quiz": To("eva ada", stranger=404, at="campaign"),
    "rse:attendance": To("eva ada", stranger=404, at="campaign"),
    "rse:session_new": To("eva ada", stranger=404, at="campaign"),
    "rse:session": To("eva ada", stranger=404, at="session"),
    "rse:session_cancel": To("eva ada", stranger=404, at="session", post={}),
    "rse:survey_new": To("eva ada"),
    "rse:survey": To(WITH_A_ROLE, others=404, at="survey"),
    "rse:survey_questions": To("eva ada", stranger=404, at="survey"),
    "rse:wave_new": To("eva ada", stranger=404, at="survey"),
    "rse:wave": To(WITH_A_ROLE, others=404, at="wave"),
    "rse:wave_csv": To(WITH_A_ROLE, others=404, at="wave"),
    "rse:wave_move": To("otto eva ada", stranger=404, at="wave", post={}),
    "rse:wave_links": To("otto eva ada", stranger=404, at="wave", post={}),
    "rse:answer": public("the link, which works once, is the key", at="no_link", absent=True),
    "rse:answered": public("thanks; it says nothing of the answer"),
    "rse:join_code": public("employees join a session on their phone, without a login"),
    "rse:join": public("the link of a session; it shows what hangs on the wall, and lists nobody", at="join_code"),
    "rse:joined": public("the ticket of who has just signed in is the key", at="no_ticket", absent=True),
    "rse:join_quiz": public("the ticket of who has just signed in is the key", at="no_quiz_ticket", absent=True),
    "rse:materiality_new": To("eva ada", post={}),
    "rse:materiality_force": To("eva ada", stranger=404, at="materiality", post={}),
    "rse:iro_new": To("eva ada", stranger=404, at="materiality"),
    "rse:rate": To("eva ada", stranger=404, at="iro"),
    "rse:index_new": To("ada"),
    "rse:index": To("eva auditor ada", stranger=404, at="index_run"),
    "rse:target": To(WITH_A_ROLE, others=404, at="reduction_target"),
    "rse:target_new": To("eva ada"),
    "rse:target_edit": To("eva ada", stranger=404, at="reduction_target"),
    "rse:context_new": To("eva ada"),
    "rse:period_new": To("eva ada"),
    "rse:period": To(WITH_A_ROLE, others=404, at="rse_period", writes="ada"),
    "rse:period_move": To("eva ada", stranger=404, at="rse_period", post={}),
    "rse:month": To("ada", stranger=404, at="rse_period"),
    "rse:activity_new": To("ada", stranger=404, at="rse_period"),
    "rse:activities": To(WITH_A_ROLE, others=404, at="rse_period"),
    "rse:activity": To(WITH_A_ROLE, others=404, at="activity", writes="ada"),
    "rse:local_project_new": To("ada"),
    "rse:local_project": To("ada", stranger=404, at="local_project"),
    "rse:waste_month": To("ada"),
    "rse:claim_new": To("eva ada"),
    "rse:claim": To("eva ada", stranger=404, at="public_claim"),
    "rse:claim_review": To("eva ada", stranger=404, at="public_claim", post={}),
    "rse:claim_withdraw": To("eva ada", stranger=404, at="public_claim"),
    # --- confidential alerts: by name, never by role; Otto is named in the world
    "rse:alert_new": public("who reports may stay unknown"),
    "rse:alert_follow": public("the code is the key"),
    "rse:alerts": To("otto", others=404),
    "rse:alert": To("otto", others=404, at="alert"),
    "rse:alert_recipients": To("eva ada"),
    "rse:alert_relieve": To("eva ada", at="recipient", post={}),
    "rse:supplier": To(WITH_A_ROLE, others=404, at="supplier"),
    "rse:supplier_new": To("eva ada"),
    "rse:supplier_import": To("eva ada"),
    "rse:supplier_file": To("eva ada", at="no_file", absent=True),
    "rse:supplier_change": To("eva ada", stranger=404, at="supplier"),
    "rse:supplier_assess": To("eva ada", stranger=404, at="supplier"),
    "rse:finding_new": To("eva ada", stranger=404, at="supplier"),
    "rse:finding_withdraw": To("eva ada", stranger=404, at="finding"),
    "rse:correction_new": To("eva ada", stranger=404, at="finding"),
    "rse:questionnaire": public("the link, which works once, is the key", at="no_link", absent=True),
    "rse:questionnaire_thanks": public("thanks; it says nothing of the answers"),
    "rse:questionnaire_ask": To("eva ada", stranger=404, at="supplier", post={}),
    "rse:questionnaire_review": To("eva auditor ada", stranger=404, at="questionnaire", writes="eva ada"),
    "rse:correction": To(WITH_A_ROLE, others=404, at="correction", writes="eva ada"),
    "attachments:download": To("eva auditor ada", others=404, at="evidence", absent=True),  # the world keeps no bytes
    # --- files of rows in
    "exchange:*": To("ada"),
    "exchange:template": To("ada", at="template_language"),
    "exchange:draft": To("ada", at="no_file", absent=True),
    "exchange:carry": To("ada", at="no_file", post={}, absent=True),
    "exchange:batch": To("ada", absent=True),
    "exchange:undo": To("ada", post={}, absent=True),
    # --- the ledger: auditors and administrators
    "ledger:entries": To("auditor ada"),
    "ledger:export": To("auditor ada"),
    "ledger:verify": To("auditor ada", post={}),
    # --- administration
    "demo_removal": To("ada"),
    "admin:*": To("ada"),
    "admin:login": public("leads to the sign-in page"),
}
