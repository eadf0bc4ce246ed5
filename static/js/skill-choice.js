// A select box of skills becomes a box to type into, with suggestions (ARIA 1.2 combobox). Without this file it stays a
// select box. The select stays the field of the form: it is hidden, and what is chosen is written into it.
"use strict";

(() => {
  if (window.skillChoice) return window.skillChoice(document);
  const WAIT = 150;

  const enhance = (select) => {
    if (select.dataset.enhanced) return;
    select.dataset.enhanced = "yes";
    const box = document.createElement("div");
    box.className = "skill-choice cdx-text-input";
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const label = document.querySelector(`label[for="${select.id}"]`);
    input.type = "text";
    input.className = "cdx-text-input__input";
    input.autocomplete = "off";
    input.id = `${select.id}_words`;
    input.dir = "auto";
    list.id = `${select.id}_found`;
    list.className = "skill-choice__list";
    list.hidden = true;
    const attributes = {
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
      "aria-describedby": select.getAttribute("aria-describedby"), "aria-invalid": select.getAttribute("aria-invalid"),
    };
    Object.entries(attributes).forEach(([name, value]) => value && input.setAttribute(name, value));
    input.required = select.required;
    list.setAttribute("role", "listbox");
    if (label) {
      label.htmlFor = input.id;
      label.id ||= `${select.id}_label`;
      list.setAttribute("aria-labelledby", label.id);
    } else if (select.getAttribute("aria-label")) {
      input.setAttribute("aria-label", select.getAttribute("aria-label"));
      list.setAttribute("aria-label", select.getAttribute("aria-label"));
    }
    const shown = () => (select.value ? select.selectedOptions[0].textContent.replace(/^(– )+/, "") : "");
    input.placeholder = select.options[0]?.value === "" ? select.options[0].textContent : "";
    input.value = shown();
    select.hidden = true;
    select.required = false;
    select.before(box);
    box.append(input, list);

    let active = -1;
    let waiting = 0;
    let asked = 0;
    const options = () => [...list.children];
    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const point = (index) => {
      active = index;
      options().forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options()[index].id);
      options()[index].scrollIntoView({ block: "nearest" });
    };
    const choose = (slug, text) => {
      if (![...select.options].some((option) => option.value === slug)) select.add(new Option(text, slug));
      select.value = slug;
      input.value = slug ? text : "";
      close();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const show = (found) => {
      list.replaceChildren(...found.map((skill, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}_${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.slug = skill.slug;
        option.textContent = skill.label;
        if (skill.within) {
          const within = document.createElement("span");
          within.className = "skill-choice__within";
          within.textContent = skill.within;
          option.append(" ", within);
        }
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(skill.slug, skill.label));
        return option;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(Boolean(found.length)));
      point(-1);
    };
    const ask = async () => {
      const turn = ++asked;
      const answer = await fetch(`${select.dataset.skillChoice}?q=${encodeURIComponent(input.value)}`).catch(() => null);
      if (!answer?.ok || turn !== asked) return;
      const { skills } = await answer.json();
      const allowed = new Set([...select.options].map((option) => option.value));
      if (turn === asked && document.activeElement === input) show(skills.filter((skill) => allowed.has(skill.slug)));
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      if (!input.value.trim()) return choose("", "");
      waiting = setTimeout(ask, WAIT);
    });
    input.addEventListener("change", (event) => event.stopPropagation());
    input.addEventListener("keydown", (event) => {
      const count = options().length;
      if (event.key === "ArrowDown" && list.hidden) return ask();
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); return close(); }
      if (list.hidden || !count) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        point((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + count) % count);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        options()[active].click();
      }
    });
    input.addEventListener("blur", () => {
      // One clear suggestion is taken; words that were not chosen are not kept.
      const same = options().find((option) => option.firstChild.textContent.toLowerCase() === input.value.trim().toLowerCase());
      if (same && !list.hidden) choose(same.dataset.slug, same.firstChild.textContent);
      else { close(); input.value = shown(); }
    });
    select.form?.addEventListener("reset", () => setTimeout(() => { input.value = shown(); }));
  };

  window.skillChoice = (root) => root.querySelectorAll("select[data-skill-choice]").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => window.skillChoice(document));
  else window.skillChoice(document);
  document.addEventListener("htmx:afterSwap", (event) => window.skillChoice(event.target));
})();
