"""The addresses of the tree, of one's own account and rights, of the record and of the living page."""

from django.urls import path

from organizations.views import account, accounts, factors, rights, tree
from organizations.views.audit import audit_trail
from organizations.views.clock import demo_clock
from organizations.views.living import living_page

urlpatterns = [
    path("to-chuc/", tree.organization_list, name="organizations"),
    path("to-chuc/<int:organization_id>/", tree.organization, name="organization"),
    path("tai-khoan/xac-thuc/", factors.set_up, name="factor-set-up"),
    path("tai-khoan/xac-thuc/bo/", factors.remove, name="factor-remove"),
    path("tai-khoan/ma-du-phong/", factors.recovery_codes, name="recovery-codes"),
    path("quyen-cua-toi/", rights.my_rights, name="my-rights"),
    path("quyen-cua-toi/uy-quyen/", rights.new_deputation, name="deputation-new"),
    path("quyen-cua-toi/uy-quyen/<int:deputation_id>/thoi/", rights.end_deputation, name="deputation-end"),
    path("phan-cong-quyen/", rights.rights_of_others, name="rights-of-others"),
    path("nhat-ky/", audit_trail, name="audit"),
    path("tai-khoan/", account.account, name="account"),
    path("tai-khoan/phien/ket-thuc/", account.session_end, name="session-end"),
    path("quan-ly-tai-khoan/", accounts.account_list, name="accounts"),
    path("quan-ly-tai-khoan/lap/", accounts.accounts_create, name="accounts-create"),
    path("quan-ly-tai-khoan/quyen/", accounts.grants_left, name="grants-left"),
    path("quan-ly-tai-khoan/quyen/<int:grant_id>/thoi/", accounts.grant_end, name="grant-end"),
    path("quan-ly-tai-khoan/<int:account_id>/", accounts.kept_account, name="kept-account"),
    path("quan-ly-tai-khoan/<int:account_id>/gui-thu/", accounts.account_mail, name="account-mail"),
    path("quan-ly-tai-khoan/<int:account_id>/mo-khoa/", accounts.account_unlock, name="account-unlock"),
    path("quan-ly-tai-khoan/<int:account_id>/dong/", accounts.account_close, name="account-close"),
    path("quan-ly-tai-khoan/<int:account_id>/mo-lai/", accounts.account_reopen, name="account-reopen"),
    path("ngay-trinh-dien/", demo_clock, name="demo-clock"),
    path("giao-dien/", living_page, name="living"),
]
