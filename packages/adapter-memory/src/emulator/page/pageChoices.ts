/** The part of the page's script that shows the choices and sets them. */
export const pageChoices = String.raw`
let shownChoices = "";

const choiceField = ({ allowed, default: preset, name, value }) => {
  const field = Array.isArray(allowed)
    ? el("select", { "aria-label": name }, allowed.map((one) => el("option", null, one)))
    : el("input", { "aria-label": name, max: allowed.max, min: allowed.min, step: "1", type: "number" });
  field.value = value;
  field.addEventListener("change", act("set_choice", () => ({
    name, value: typeof preset === "number" ? Number(field.value) : field.value
  })));
  return field;
};

const choiceNode = (choice) => el("div", { class: "choice", "data-choice": choice.name },
  el("div", null, mono(choice.name), choice.value === choice.default ? null : el("span", { class: "tag" }, "changed"),
    el("p", { class: "empty" }, choice.what, ". ", el("span", { title: choice.source }, "Default: " + choice.default + "."))),
  choiceField(choice));

// They are made anew only when one has changed, so that a list that is open stays open.
const showChoices = async (changed) => {
  const text = JSON.stringify(changed);
  if (text === shownChoices) return;
  shownChoices = text;
  const { choices } = await control("choices");
  byId("choices").replaceChildren(...choices.map(choiceNode));
  byId("choices-count").textContent = choices.length + ", " + Object.keys(changed).length + " changed";
};
`
