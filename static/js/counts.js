/* Figures of a count by hand. The page works without this file: the server checks every sum and says which is wrong.

   form[data-counts]     a form of numbers whose sums are followed while one types
   data-sum-of="a b c"   shows the sum of the fields with these ids,
   data-sum-is="d"       and whether it is what the field with this id says
   data-sums-left        how many sums do not hold yet
   data-column="2"       Enter, arrow down and up go along the fields of a column, as down a column on paper */

(() => {
  "use strict";

  const number = (field) => (/^\d+$/.test(field.value.trim()) ? Number(field.value.trim()) : 0);
  const typed = (field) => field.value.trim() !== "";

  function show(place) {
    const parts = place.dataset.sumOf.split(" ").map((id) => document.getElementById(id));
    const whole = document.getElementById(place.dataset.sumIs);
    const begun = parts.some(typed);
    const sum = parts.reduce((total, field) => total + number(field), 0);
    const holds = typed(whole) && sum === number(whole);
    place.dataset.state = begun || typed(whole) ? (holds ? "holds" : "apart") : "empty";
    if (place.dataset.state === "empty") return true;
    place.textContent = holds ? `${sum} ✓` : `${sum}, phải bằng ${typed(whole) ? number(whole) : "…"}`;
    return holds;
  }

  function follow(form) {
    const sums = Array.from(form.querySelectorAll("[data-sum-of]"));
    const left = form.querySelector("[data-sums-left]");
    const showAll = () => sums.map(show);
    const tell = () => {
      const apart = showAll().filter((holds) => !holds).length;
      const begun = sums.some((place) => place.dataset.state !== "empty");
      left.textContent = !begun ? "" : apart ? `Còn ${apart} dòng cộng chưa khớp.` : "Các dòng cộng đều khớp.";
    };
    form.addEventListener("input", showAll);
    form.addEventListener("change", tell);
    tell();

    const fields = Array.from(form.querySelectorAll("input.count-input"));
    form.addEventListener("keydown", (event) => {
      const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !fields.includes(event.target)) return;
      const column = fields.filter((field) => field.dataset.column === event.target.dataset.column);
      const next = column[column.indexOf(event.target) + step];
      event.preventDefault();
      if (next) {
        next.focus();
        next.select();
      }
    });
  }

  document.querySelectorAll("form[data-counts]").forEach(follow);
})();
