// Search over PAGES (title, kind, address, words): all words must be found, in a title they count more.
(() => {
  const root = document.body.dataset.root;
  const box = document.querySelector(".find");
  const input = document.getElementById("find");
  const list = document.getElementById("found");
  box.hidden = false;
  const pages = PAGES.map(([title, kind, address, words]) => ({
    title, kind, address, head: title.toLowerCase(), body: words.toLowerCase(),
  }));
  let selected = -1;

  const rank = (page, words) => {
    let points = 0;
    for (const word of words) {
      if (page.head.startsWith(word)) points += 6;
      else if (page.head.includes(word)) points += 4;
      else if (page.body.includes(word)) points += 1;
      else return 0;
    }
    return points;
  };

  const close = () => {
    list.hidden = true;
    selected = -1;
    input.setAttribute("aria-expanded", "false");
  };

  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) return close();
    const found = pages.map((page) => [rank(page, words), page]).filter(([points]) => points)
      .sort((a, b) => b[0] - a[0]).slice(0, 14);
    for (const [, page] of found) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      const kind = document.createElement("small");
      link.href = root + page.address;
      link.append(page.title, kind);
      kind.textContent = page.kind;
      item.append(link);
      list.append(item);
    }
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = "Nothing is called so.";
      list.append(none);
    }
    selected = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const select = (step) => {
    const items = [...list.querySelectorAll("li:not(.none)")];
    if (!items.length) return;
    selected = (selected + step + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", place === selected));
    items[selected].scrollIntoView({ block: "nearest" });
  };

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") select(1);
    else if (event.key === "ArrowUp") select(-1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter") (list.querySelector('[aria-selected="true"] a') || list.querySelector("a"))?.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
  document.addEventListener("click", (event) => box.contains(event.target) || close());

  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
  }
})();
