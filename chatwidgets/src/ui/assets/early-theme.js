// Shows the theme that was chosen last, before the page is drawn.
try {
  const theme = localStorage.getItem("chatwidgets:theme");
  if (theme && theme !== "system") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden: then the system's theme it is.
}
