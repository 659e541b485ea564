// Before the first paint: says that script runs, so that what needs it may show and what it replaces may hide.
document.documentElement.classList.add("tu-has-script");
document.addEventListener("DOMContentLoaded", () => {
  document.body.classList.add("js-enabled", ...("noModule" in HTMLScriptElement.prototype ? ["govuk-frontend-supported"] : []));
});
