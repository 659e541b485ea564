// Says in words when a passkey could not be used; the library itself only writes to the browser's console.
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-error]");
  if (!place) return;
  event.preventDefault();
  place.className = "govuk-error-message";
  place.textContent = event.detail.exception?.name === "NotAllowedError"
    ? place.dataset.notUsed
    : place.dataset.notPossible;
});
