/* Progressive enhancement. Every page works without this file; nothing here is needed to finish a task.

   data-autosave, data-autosave-url   a form that saves as one types. POST of the form with X-Requested-With: autosave.
       2xx      saved; a JSON body may carry {version} (goes into the form's field "version") and {saved_at: "10:32"}
       401, or a redirect to sign-in   session over: the text stays in this browser, tried again when the tab is looked at
       409      someone else saved in between; JSON {by, at, compare_url}
       422      cannot be saved as it stands; JSON {message}
     Without data-autosave-url the text is only kept in this browser until the form has been sent.
     data-autosave-key names the text when the address does not (default: the path).
   data-guard            a form that warns before its page is left with changed text
   data-confirm="…"      a form or button that asks first; only for what can be undone by hand
   data-scores           a table of points whose sum follows what is typed
   data-menu             a <details> that closes on Escape and on a click elsewhere
   data-focus            takes the focus when the page opens
   body data-fresh       a page that is loaded anew when one comes back to it, and hidden until then
   body data-refused     the last action changed nothing: keep the text that was sent */

(() => {
  "use strict";

  const SAVE_AFTER = 1500;
  const KEEP_AFTER = 300;
  const RETRY_FIRST = 5000;
  const RETRY_LAST = 60000;

  const user = document.body.dataset.user || "";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const clock = (moment) => `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
  const day = (moment) => `${String(moment.getDate()).padStart(2, "0")}/${String(moment.getMonth() + 1).padStart(2, "0")}/${moment.getFullYear()}`;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  /* ---- security token: read from the page, renewed from the page after signing in again in another tab ---- */

  const tokenFields = () => all("input[name=csrfmiddlewaretoken]");
  const token = () => (tokenFields()[0] || {}).value || "";

  async function renewToken() {
    const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) return "session";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.body.dataset.user) return "session";
    if (page.body.dataset.user !== user) return "stranger";
    const fresh = page.querySelector("input[name=csrfmiddlewaretoken]");
    if (!answer.ok || !fresh) return "failed";
    tokenFields().forEach((field) => { field.value = fresh.value; });
    return "renewed";
  }

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
  });

  /* ---- text kept in this browser ---- */

  const PREFIX = "kiem-diem:";
  const drafts = {
    key: (name) => `${PREFIX}${user}:${name}`,
    read(name) {
      try { return JSON.parse(localStorage.getItem(this.key(name))); } catch { return null; }
    },
    write(name, value) {
      try { localStorage.setItem(this.key(name), JSON.stringify(value)); return true; } catch { return false; }
    },
    remove(name) {
      try { localStorage.removeItem(this.key(name)); } catch { /* storage switched off */ }
    },
    names(prefix = `${PREFIX}${user}:`) {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)); } catch { return []; }
    },
  };

  const SKIPPED = ["csrfmiddlewaretoken", "version", "proof_code", "proof_recovery"];

  /** The form's named texts and choices as pairs; no files, no passwords, no tokens. */
  function contents(form) {
    const secret = new Set(all("input[type=password], input[type=file]", form).map((field) => field.name));
    return Array.from(new FormData(form).entries())
      .filter(([name, value]) => typeof value === "string" && !SKIPPED.includes(name) && !secret.has(name))
      .map(([name, value]) => [name, value.replace(/\r\n/g, "\n")]);
  }

  const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
  const plain = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

  /** Whether every text of ``pairs`` stands in ``present``, spaces aside. */
  function covers(present, pairs) {
    const there = grouped(present);
    return pairs.every(([name, value]) => !plain(value) || (there.get(name) || []).some((other) => plain(other) === plain(value)));
  }

  function grouped(pairs) {
    const byName = new Map();
    pairs.forEach(([name, value]) => byName.set(name, [...(byName.get(name) || []), value]));
    return byName;
  }

  /** Put pairs back into the form; answers the pairs that found no field. */
  function fill(form, pairs) {
    const wanted = grouped(pairs);
    const left = [];
    Array.from(form.elements).forEach((field) => {
      if (!field.name || SKIPPED.includes(field.name) || ["password", "file", "submit", "button", "hidden"].includes(field.type)) return;
      const values = wanted.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(values && values.includes(field.value));
      else if (field.multiple) Array.from(field.options).forEach((option) => { option.selected = Boolean(values && values.includes(option.value)); });
      else if (values && values.length) field.value = values.shift();
    });
    const present = new Set(Array.from(form.elements).map((field) => field.name));
    wanted.forEach((values, name) => { if (!present.has(name)) values.forEach((value) => value.trim() && left.push([name, value])); });
    all("textarea", form).forEach(grow);
    return left;
  }

  /** Let the server add rows until every kept name has a field. */
  async function makeRoom(form, pairs) {
    for (const [name, value] of pairs) {
      const count = one(`input[type=hidden][name="${CSS.escape(name)}"]`, form);
      const target = Number(value);
      if (!count || !/^\d+$/.test(value)) continue;
      for (let now = Number(count.value); now < target && now < 100; now += 1) {
        const group = (one(`input[type=hidden][name="${CSS.escape(name)}"]`, form) || count).parentElement;
        const button = group && one("button[name=add_row][hx-post]", group);
        if (!button || !window.htmx) break;
        await new Promise((done) => {
          const timer = setTimeout(done, 4000);
          document.body.addEventListener("htmx:afterSettle", () => { clearTimeout(timer); done(); }, { once: true });
          button.click();
        });
      }
    }
  }

  /* ---- autosave ---- */

  const guarded = new Set();

  class Keeper {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosaveUrl || "";
      this.name = form.dataset.autosaveKey || location.pathname;
      this.saved = contents(form);
      this.sending = null;
      this.wait = RETRY_FIRST;
      this.blocked = false;
      this.bar = one("[data-autosave-bar]", form) || this.makeBar();
      this.status = one("[data-autosave-status]", this.bar);
      const changed = (event) => { if (event.target.name) this.changed(); };
      form.addEventListener("input", changed);
      form.addEventListener("change", changed);
      form.addEventListener("htmx:afterSettle", () => this.changed());
      form.addEventListener("submit", (event) => this.submitted(event));
      form.addEventListener("leaving", () => this.leaving());
      window.addEventListener("online", () => this.retryNow());
      window.addEventListener("focus", () => this.retryNow());
      document.addEventListener("visibilitychange", () => { this.leave(); this.retryNow(); });
      window.addEventListener("pagehide", () => this.leave());
      guarded.add(this);
      this.offer();
    }

    makeBar() {
      const bar = element("div", "autosave");
      bar.dataset.autosaveBar = "";
      const status = element("p", "autosave-status");
      status.dataset.autosaveStatus = "";
      status.setAttribute("role", "status");
      bar.append(status);
      this.form.append(bar);
      return bar;
    }

    say(state, text, ...extra) {
      if (this.bar.dataset.state === state && this.status.textContent === text && !extra.length) return;
      this.bar.dataset.state = state;
      this.status.replaceChildren(text, ...extra);
    }

    dirty() { return !same(contents(this.form), this.saved); }

    keep() {
      return drafts.write(this.name, { at: Date.now(), pairs: contents(this.form) });
    }

    changed() {
      clearTimeout(this.keepTimer);
      this.keepTimer = setTimeout(() => { if (this.dirty()) this.keep(); else drafts.remove(this.name); }, KEEP_AFTER);
      if (!this.url || this.blocked) return;
      clearTimeout(this.saveTimer);
      this.saveTimer = setTimeout(() => this.save(), SAVE_AFTER);
      if (!["kept", "refused", "conflict"].includes(this.bar.dataset.state)) this.say("typing", "Chưa lưu…");
    }

    retryNow() {
      if (!this.url || this.blocked || !this.dirty()) return;
      clearTimeout(this.saveTimer);
      this.saveTimer = setTimeout(() => this.save(), KEEP_AFTER);
    }

    retryLater() {
      clearTimeout(this.saveTimer);
      this.saveTimer = setTimeout(() => this.save(), this.wait);
      this.wait = Math.min(this.wait * 2, RETRY_LAST);
    }

    leave() {
      if (this.dirty() && !this.left) this.keep();
    }

    /** Save now. Answers "saved", "session", "offline", "conflict", "refused" or "failed". */
    async save() {
      clearTimeout(this.saveTimer);
      if (this.sending) { await this.sending; }
      if (!this.dirty()) return "saved";
      this.sending = this.send();
      try { return await this.sending; } finally { this.sending = null; }
    }

    async send(renewed = false) {
      const pairs = contents(this.form);
      if (!renewed) this.say("saving", "Đang lưu…");
      const body = new FormData(this.form);
      all("input[type=file], input[type=password]", this.form).forEach((field) => body.delete(field.name));
      ["proof_code", "proof_recovery"].forEach((name) => body.delete(name));
      let answer;
      try {
        answer = await fetch(this.url, {
          method: "POST", body, credentials: "same-origin",
          headers: { "X-CSRFToken": token(), "X-Requested-With": "autosave", Accept: "application/json" },
        });
      } catch {
        this.keep();
        this.say("kept", "Mất kết nối – nội dung đang được giữ trên máy này và sẽ tự lưu khi có mạng.");
        this.retryLater();
        return "offline";
      }
      const type = answer.headers.get("Content-Type") || "";
      const data = type.includes("json") ? await answer.json().catch(() => ({})) : {};
      if (answer.status === 401 || (answer.redirected && new URL(answer.url).pathname !== new URL(this.url, location.href).pathname)) {
        return this.sessionOver();
      }
      if (answer.status === 403 && !renewed) {
        const outcome = await renewToken().catch(() => "failed");
        if (outcome === "renewed") return this.send(true);
        if (outcome === "session") return this.sessionOver();
        if (outcome === "stranger") return this.refuse("Đã đăng nhập bằng tài khoản khác – nội dung đang được giữ trên máy này, chưa lưu.");
      }
      if (answer.status === 409) return this.conflict(data);
      if (answer.status === 422) return this.refuse(data.message || "Chưa lưu được – nội dung đang được giữ trên máy này.");
      if (answer.status >= 500) {
        this.keep();
        this.say("kept", "Chưa lưu được – nội dung đang được giữ trên máy này và sẽ tự lưu lại.");
        this.retryLater();
        return "failed";
      }
      if (!answer.ok) return this.refuse("Chưa lưu được – nội dung đang được giữ trên máy này. Hãy tải lại trang.");
      this.saved = pairs;
      this.wait = RETRY_FIRST;
      const version = one("[name=version]", this.form);
      if (version && data.version !== undefined) version.value = data.version;
      if (this.dirty()) this.changed(); else drafts.remove(this.name);
      this.say("saved", `Đã lưu ${data.saved_at || clock(new Date())}`);
      return "saved";
    }

    sessionOver() {
      this.keep();
      const link = element("a", "", "Đăng nhập ở thẻ khác");
      link.href = this.form.dataset.signInUrl || "/dang-nhap/";
      link.target = "_blank";
      link.rel = "noopener";
      this.say("kept", "Phiên làm việc đã hết – đăng nhập lại ở thẻ khác, nội dung đang được giữ trên máy này. ", link);
      return "session";
    }

    refuse(text) {
      this.keep();
      this.say("refused", text);
      return "refused";
    }

    conflict(data) {
      this.keep();
      this.blocked = true;
      const who = data.by ? `${data.by} đã lưu` : "Người khác đã lưu";
      const parts = [];
      if (data.compare_url) {
        const link = element("a", "", "Xem bản đã lưu");
        link.href = data.compare_url;
        link.target = "_blank";
        link.rel = "noopener";
        parts.push(link);
      }
      this.say("conflict", `${who} một bản khác${data.at ? ` lúc ${data.at}` : ""}. Nội dung của đồng chí chưa lưu, đang được giữ trên máy này; bấm Lưu để chọn giữ bản nào. `, ...parts);
      this.bar.setAttribute("role", "alert");
      return "conflict";
    }

    /** Save before sending, so that nothing is lost when the session or the connection is gone. */
    async submitted(event) {
      if (event.defaultPrevented) return;
      if (!this.url || this.passing) return;
      event.preventDefault();
      const submitter = event.submitter;
      if (this.checking) return;
      this.checking = true;
      if (submitter) submitter.setAttribute("aria-busy", "true");
      const outcome = await this.probe();
      await new Promise((done) => setTimeout(done, 0));  // a form cannot be sent again while it tells of being sent
      this.checking = false;
      if (submitter) submitter.removeAttribute("aria-busy");
      if (["session", "offline"].includes(outcome)) {  // on a conflict the server shows both texts and lets one choose
        this.bar.scrollIntoView({ block: "nearest" });
        return;
      }
      this.onServer = outcome === "saved";
      this.passing = true;
      if (submitter && submitter.form === this.form) this.form.requestSubmit(submitter); else this.form.requestSubmit();
      this.passing = false;
    }

    /** What saving answers; with nothing to save, whether the session still lives. */
    async probe() {
      if (this.blocked) return "conflict";
      if (this.dirty()) return this.save();
      const outcome = await renewToken().catch(() => "offline");
      if (outcome === "session" || outcome === "stranger") return this.sessionOver();
      if (outcome === "offline") {
        this.say("kept", "Mất kết nối – chưa gửi được. Nội dung đã lưu vẫn còn.");
        return "offline";
      }
      return "saved";
    }

    /** The form is on its way: nothing to warn of, but the text stays here until the server is known to have it. */
    leaving() {
      this.left = true;
      clearTimeout(this.keepTimer);
      clearTimeout(this.saveTimer);
      if (this.onServer) drafts.remove(this.name);
      else drafts.write(this.name, { at: Date.now(), pairs: contents(this.form), sent: true });
    }

    /** After loading: was there text that never reached the server? Ask before putting it back. */
    offer() {
      const draft = drafts.read(this.name);
      if (!draft) return;
      if (same(draft.pairs, this.saved) || (draft.sent && covers(this.saved, draft.pairs))) {
        drafts.remove(this.name);
        return;
      }
      const at = new Date(draft.at);
      const box = element("section", "draft-offer");
      box.setAttribute("role", "alert");
      const back = element("button", "btn btn-outline-secondary", "Lấy lại nội dung này");
      const drop = element("button", "btn btn-link", "Bỏ");
      [back, drop].forEach((button) => { button.type = "button"; });
      const actions = element("div", "draft-actions");
      actions.append(back, drop);
      box.append(element("p", "", `Có nội dung gõ lúc ${clock(at)} ngày ${day(at)} chưa lưu, còn giữ trên máy này.`), actions);
      back.addEventListener("click", async () => {
        back.disabled = true;
        await makeRoom(this.form, draft.pairs);
        const left = fill(this.form, draft.pairs);
        box.remove();
        all("[data-scores]", this.form).forEach(addUp);
        if (left.length) this.showLeft(left);
        this.changed();
        const first = one("input:not([type=hidden]), textarea, select", this.form);
        if (first) first.focus();
      });
      drop.addEventListener("click", () => { drafts.remove(this.name); box.remove(); });
      this.form.before(box);
    }

    showLeft(pairs) {
      const box = element("section", "draft-offer");
      const area = element("textarea", "form-control");
      area.readOnly = true;
      area.value = pairs.map(([, value]) => value).join("\n\n");
      area.setAttribute("aria-label", "Nội dung chưa đặt lại được");
      box.append(element("p", "", "Phần sau không còn ô để đặt lại; hãy chép sang chỗ phù hợp:"), area);
      this.form.before(box);
      grow(area);
    }
  }

  class Guard {
    constructor(form) {
      this.form = form;
      this.start = contents(form);
      form.addEventListener("leaving", () => { this.left = true; });
      guarded.add(this);
    }

    dirty() { return !same(contents(this.form), this.start); }
  }

  window.addEventListener("beforeunload", (event) => {
    const typed = Array.from(guarded).some((guard) => guard.form.isConnected && !guard.left && guard.dirty());
    if (typed) { event.preventDefault(); event.returnValue = ""; }
  });

  /** Texts that were sent: gone when the server took them, kept when it did not. */
  function settleSent() {
    const refused = "refused" in document.body.dataset;
    const here = new Set(all("form[data-autosave]").map((form) => form.dataset.autosaveKey || location.pathname));
    if (!user || refused) {
      drafts.names(PREFIX).forEach((rest) => {
        const key = PREFIX + rest;
        try {
          const draft = JSON.parse(localStorage.getItem(key));
          if (draft && draft.sent) { delete draft.sent; localStorage.setItem(key, JSON.stringify(draft)); }
        } catch { /* not ours */ }
      });
      return;
    }
    drafts.names().forEach((name) => {
      const draft = drafts.read(name);
      if (draft && draft.sent && !here.has(name)) drafts.remove(name);
    });
  }

  /* ---- buttons and menus ---- */

  document.addEventListener("click", (event) => {
    const printer = event.target.closest("[data-print]");
    if (printer) { event.preventDefault(); window.print(); return; }
    all("details[data-menu][open]").forEach((menu) => {
      if (menu.classList.contains("user-menu") && !menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details[data-menu][open]").forEach((menu) => {
      menu.open = false;
      const summary = one("summary", menu);
      if (menu.contains(document.activeElement)) summary.focus();
    });
  });

  /* ---- sending once ---- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asks = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (!event.defaultPrevented && asks && !window.confirm(asks)) event.preventDefault();
    if (!event.defaultPrevented && "signOut" in form.dataset && drafts.names().length) {
      if (window.confirm("Còn nội dung chưa lưu đang giữ trên máy này. Đăng xuất sẽ xóa nội dung đó. Vẫn đăng xuất?")) {
        drafts.names().forEach((name) => drafts.remove(name));
        guarded.forEach((guard) => { guard.left = true; });
      } else event.preventDefault();
    }
    const way = (name) => (form.getAttribute(name) || "").toLowerCase();
    if (event.defaultPrevented || way("method") !== "post" || way("target") === "_blank") return;
    if (form.hasAttribute("hx-post") || (event.submitter && event.submitter.hasAttribute("hx-post"))) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dispatchEvent(new CustomEvent("leaving"));
    form.dataset.sent = "1";
    const buttons = all("button:not([type=button]), input[type=submit]", form);
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(() => buttons.forEach((button) => { button.disabled = true; }), 0);
  });

  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      all("button:not([type=button]), input[type=submit]", form).forEach((button) => {
        button.disabled = false;
        button.removeAttribute("aria-busy");
      });
    });
    guarded.forEach((guard) => { guard.left = false; });
  });

  /* ---- a ballot: never shown from the browser's memory, where it stands as it was filled in ---- */

  if ("fresh" in document.body.dataset) {
    window.addEventListener("pagehide", () => { document.body.hidden = true; });
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.replace(location.href); });
  }

  /* ---- growing text areas, where the style sheet cannot do it ---- */

  const growsByItself = CSS.supports("field-sizing", "content");

  function grow(area) {
    if (growsByItself) return;
    const least = Number(area.dataset.leastRows || area.rows || 3);
    area.dataset.leastRows = String(least);
    area.rows = least;
    while (area.scrollHeight > area.clientHeight + 2 && area.rows < 60) area.rows += 1;
  }

  document.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow(event.target); });

  /* ---- dates, as a Vietnamese paper writes them: a browser set to another language shows the month first ---- */

  const WEEKDAYS = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];

  function readOut(field) {
    let words = field.nextElementSibling;
    if (!words || !words.matches("[data-date-words]")) {
      words = element("span", "date-words");
      words.dataset.dateWords = "";
      words.setAttribute("aria-live", "polite");
      field.after(words);
    }
    const moment = field.valueAsDate;
    words.textContent = moment ? `${WEEKDAYS[moment.getUTCDay()]}, ngày ${field.value.split("-").reverse().join("/")}` : "";
  }

  document.addEventListener("input", (event) => { if (event.target.matches("input[type=date]")) readOut(event.target); });

  /* ---- the sum under a table of points, as one types; the server writes it too ---- */

  const POINTS = /^\d{1,4}([.,]\d{1,2})?$/;

  function addUp(table) {
    const sum = one("[data-scores-sum]", table);
    if (!sum) return;
    const typed = all("input[inputmode=decimal]", table).map((field) => field.value.trim()).filter((text) => POINTS.test(text));
    // Hundredths are whole numbers: no point is lost in adding.
    const hundredths = typed.reduce((total, text) => total + Math.round(Number(text.replace(",", ".")) * 100), 0);
    sum.textContent = String(hundredths / 100).replace(".", ",");
  }

  document.addEventListener("input", (event) => {
    const table = event.target.closest && event.target.closest("[data-scores]");
    if (table) addUp(table);
  });

  /* ---- start ---- */

  function start(root) {
    all("form[data-autosave]", root).forEach((form) => {
      if (!form.dataset.kept) { form.dataset.kept = "1"; new Keeper(form); }
    });
    all("form[data-guard]:not([data-autosave])", root).forEach((form) => {
      if (!form.dataset.kept) { form.dataset.kept = "1"; new Guard(form); }
    });
    all("textarea", root).forEach(grow);
    all("input[type=date]", root).forEach(readOut);
    all("[data-scores]", root).forEach(addUp);
  }

  settleSent();
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
  const focus = one("[data-focus]");
  if (focus) focus.focus();
})();
