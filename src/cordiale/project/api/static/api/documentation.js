// Calls an operation from its form, with the key typed above; nothing is stored.
const key = document.getElementById("api-key");

function asked(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = key.value ? { Authorization: `Bearer ${key.value.trim()}` } : {};
  for (const field of form.querySelectorAll("[data-place]")) {
    const value = field.value.trim();
    if (field.dataset.place === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    else if (value && field.dataset.place === "query") query.set(field.name, value);
    else if (value && field.dataset.place === "header") headers[field.name] = value;
  }
  const options = { method: form.dataset.method, headers, credentials: "omit" };
  const body = form.elements.namedItem("body");
  if ("files" in form.dataset) {
    options.body = new FormData();
    const file = form.elements.namedItem("file");
    if (file.files.length) options.body.set("file", file.files[0]);
  } else if (body) {
    headers["Content-Type"] = "application/json";
    options.body = body.value;
  }
  return [query.size ? `${path}?${query}` : path, options];
}

function shown(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text.slice(0, 5000);
  }
}

async function call(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const place = form.querySelector("output");
  const [path, options] = asked(form);
  const response = await fetch(path, options);
  place.hidden = false;
  place.querySelector("b").textContent = `${response.status} ${response.statusText}`;
  place.querySelector("pre").textContent = shown(await response.text());
}

for (const form of document.querySelectorAll("form[data-try]")) {
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", call);
}
