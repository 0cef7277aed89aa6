// The emergency card is an SVG. As a PNG it can be kept among the photos and
// shown on a locked phone. Without script the SVG is downloaded.

const width = 1080;

async function draw(url: string): Promise<Blob | null> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round((width * image.naturalHeight) / (image.naturalWidth || width)) || 1920;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function keep(link: HTMLAnchorElement): Promise<void> {
  const source = link.href;
  try {
    const png = await draw(source);
    if (!png) throw new Error("no picture");
    const saved = document.createElement("a");
    saved.href = URL.createObjectURL(png);
    saved.download = "paraspinal-emergency.png";
    saved.click();
    setTimeout(() => URL.revokeObjectURL(saved.href), 60_000);
  } catch {
    location.href = source; // the browser downloads the SVG
  }
}

export function pictures(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-picture]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      void keep(link);
    });
  }
}
