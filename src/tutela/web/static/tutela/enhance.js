// The vendors' components, started where a page uses them. Every page works without.
const address = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
const has = (name) => document.querySelector(`[data-module="${name}"]`) !== null;

document.body.classList.add("js-enabled", "govuk-frontend-supported");

const govuk = ["button", "character-count", "error-summary", "notification-banner", "password-input", "skip-link"];
if (govuk.some((name) => has(`govuk-${name}`))) {
  import(address("tutela-govuk")).then(({ createAll, Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, SkipLink }) => {
    for (const part of [Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput, SkipLink]) createAll(part);
  });
}
if (has("moj-date-picker")) {
  import(address("tutela-moj")).then(({ DatePicker }) => {
    for (const root of document.querySelectorAll('[data-module="moj-date-picker"]')) {
      new (root.dataset.words ? speaking(DatePicker, JSON.parse(root.dataset.words)) : DatePicker)(root);
    }
  });
}

// The calendar knows its words in English alone; in another language the page brings them along.
function speaking(DatePicker, { days, months, said }) {
  const translated = (html) => Object.entries(said).reduce((whole, [english, words]) => whole.replace(`>${english}<`, `>${words}<`), html);
  return class extends DatePicker {
    setWeekStartDay() {
      this.dayLabels = [...days];
      this.monthLabels = months;
      super.setWeekStartDay();
    }
    toggleTemplate() { return translated(super.toggleTemplate()); }
    dialogTemplate(id) { return translated(super.dialogTemplate(id)); }
    selectDate(day) {
      super.selectDate(day);
      this.$calendarButton.querySelector("span").innerText = `${said["Choose date"]}. ${said["Selected date is"]} ${this.formattedDateHuman(day)}`;
    }
  };
}

// A choice shows the field that belongs to it. The vendor's own part marks radios with aria-expanded, which a radio may not carry.
for (const input of document.querySelectorAll("input[data-aria-controls]")) {
  const revealed = document.getElementById(input.dataset.ariaControls);
  if (!revealed) continue;
  const show = () => revealed.classList.toggle(`govuk-${input.type === "radio" ? "radios" : "checkboxes"}__conditional--hidden`, !input.checked);
  const group = input.type === "radio" ? document.getElementsByName(input.name) : [input];
  for (const one of group) one.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
