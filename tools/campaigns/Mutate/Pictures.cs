namespace Mutate;

internal static class Pictures
{
    public static Made Damage(byte[] bytes, Random chance) => chance.Next(4) switch
    {
        0 => new("jpeg-flip", ".jpg", Mutate.Damage.Flip(bytes, chance)),
        1 => new("jpeg-cut", ".jpg", Mutate.Damage.Cut(bytes, chance)),
        2 => new("jpeg-zeros", ".jpg", Mutate.Damage.Zeros(bytes, chance)),
        _ => new("jpeg-size", ".jpg", Size(bytes, chance)),
    };

    /// <summary>The frame header says another size.</summary>
    private static byte[] Size(byte[] bytes, Random chance)
    {
        var made = (byte[])bytes.Clone();
        for (var at = 2; at + 9 < made.Length && made[at] == 0xFF; at += 2 + (made[at + 2] << 8) + made[at + 3])
        {
            if (made[at + 1] is 0xC0 or 0xC2)
            {
                var (height, width) = (chance.Next(4) * 21_845, chance.Next(4) * 21_845);
                (made[at + 5], made[at + 6], made[at + 7], made[at + 8]) = ((byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width);
                break;
            }
        }

        return made;
    }
}

/// <summary>Files that are not what their name says, and files that are nothing.</summary>
internal static class Disguises
{
    private static readonly string[] Extensions = [".tif", ".pdf", ".jpg", ".png", ".TIFF", ".docx", ".html", ".exe", ""];

    public static Made Make(IReadOnlyList<Original> files, Random chance)
    {
        var extension = Extensions[chance.Next(Extensions.Length)];
        var noise = new byte[chance.Next(1, 20_000)];
        chance.NextBytes(noise);
        return chance.Next(8) switch
        {
            0 => new("noise", extension, noise),
            1 => new("noise-as-tiff", ".tif", [.. "II*\0"u8, .. noise]),
            2 => new("noise-as-pdf", ".pdf", [.. "%PDF-1.7\n"u8, .. noise]),
            3 => new("noise-as-png", ".png", [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. noise]),
            4 => new("noise-as-jpeg", ".jpg", [0xFF, 0xD8, 0xFF, 0xE0, .. noise]),
            5 => new("words", extension, Mutate.Damage.Ascii(string.Concat(Enumerable.Repeat("<script>alert(1)</script> Please call. ", chance.Next(1, 500))))),
            _ => new("other-name", extension, files[chance.Next(files.Count)].Bytes),
        };
    }
}
