// Comfort only: every page works without this file.
"use strict";

const SIZES = ["B", "KB", "MB"];

function readableSize(bytes) {
  const step = Math.min(SIZES.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toFixed(step ? 1 : 0)} ${SIZES[step]}`;
}

function chosenFiles(form) {
  return [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
}

function showBusy(form) {
  const busy = form.querySelector("[data-busy]");
  const files = chosenFiles(form);
  if (!busy) return;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  busy.textContent = files.length
    ? `正在上传 ${files.length} 个文件，共 ${readableSize(total)}，请不要关闭页面。`
    : "正在提交，请稍候。";
  if (files.length) {
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", "上传进行中");
    busy.append(bar);
  }
  busy.hidden = false;
}

// A second press of a submit button is refused; a page restored from the back button may submit again.
function submitOnce(event) {
  const form = event.target;
  // what has no choice yet comes back with an error: nothing is final, so nothing is asked
  const open = [...form.querySelectorAll("[data-choose]")].some((group) => !group.querySelector("input:checked"));
  const question = open ? "" : form.dataset.ask;
  if (form.dataset.sent || (question && !window.confirm(question))) {
    event.preventDefault();
    return;
  }
  if (!("once" in form.dataset)) return;
  form.dataset.sent = "yes";
  form.querySelectorAll("[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
  showBusy(form);
}

function allowAgain() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    form.querySelectorAll("[data-busy]").forEach((busy) => { busy.hidden = true; });
  });
}

function note(after) {
  const line = document.createElement("p");
  line.className = "readback";
  line.setAttribute("role", "status");
  after.insertAdjacentElement("afterend", line);
  return line;
}

function listFiles(input) {
  const line = note(input);
  input.addEventListener("change", () => {
    line.textContent = [...input.files].map((file) => `${file.name}（${readableSize(file.size)}）`).join("，");
  });
}

// 1234567 in a box of 元 reads back as 约 123.46 万元, so that a slipped zero is seen before it is sent.
function readBackMoney(box) {
  const input = box.querySelector("input");
  if (box.querySelector(".unit").textContent.trim() !== "元") return;
  const line = note(box);
  const show = () => {
    const yuan = Number(input.value.replace(/[,，\s]/g, ""));
    line.textContent = yuan >= 10000 ? `约 ${(yuan / 10000).toLocaleString("zh-CN", { maximumFractionDigits: 2 })} 万元` : "";
  };
  input.addEventListener("input", show);
  show();
}

function countLetters(area) {
  const line = note(area);
  const show = () => { line.textContent = `已写 ${[...area.value].length} 字，最多 ${area.maxLength} 字`; };
  line.removeAttribute("role");
  area.addEventListener("input", show);
  show();
}

document.addEventListener("submit", submitOnce);
window.addEventListener("pageshow", (event) => { if (event.persisted) allowAgain(); });
document.querySelectorAll("form[data-upload] input[type=file]").forEach(listFiles);
document.querySelectorAll(".with-unit").forEach(readBackMoney);
document.querySelectorAll("textarea[maxlength]").forEach(countLetters);
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
