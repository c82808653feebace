// A big picture, or one of a kind that is not taken, as a smaller JPEG.
export const TAKEN = ["image/jpeg", "image/png", "image/webp"];
export const MEGA = 1024 * 1024;
const LONGEST = 2560, QUALITY = 0.86, WORTH_SHRINKING = 1_500_000;

export async function shrink(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return file; // a kind that this browser cannot draw
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const asItIs = TAKEN.includes(file.type);
  if (asItIs && scale === 1 && file.size < WORTH_SHRINKING) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || (asItIs && blob.size >= file.size)) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}
