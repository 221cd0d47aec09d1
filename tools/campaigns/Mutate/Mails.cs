using System.IO.Compression;
using System.Text;

namespace Mutate;

/// <summary>Mails whose headers, boundaries and encodings lie, with damaged files in them.</summary>
internal static class Mails
{
    public static Made Damage(IReadOnlyList<Original> files, Random chance)
    {
        var small = files.Where(file => file.Bytes.Length < 80_000 && file.Extension != ".locked").ToList();
        var body = small[chance.Next(small.Count)].Bytes;
        var extension = (string[])[".tif", ".pdf", ".jpg", ".zip", ".eml", ".dat", ""];
        var name = $"scan{chance.Next(10_000)}{extension[chance.Next(extension.Length)]}";
        var whole = Mail(name, body, chance);
        return chance.Next(16) switch
        {
            0 => new("mail-flip", ".eml", Mutate.Damage.Flip(whole, chance)),
            1 => new("mail-cut", ".eml", Mutate.Damage.Cut(whole, chance)),
            2 => new("mail-boundary", ".eml", Edit(whole, "boundary=part", (string[])["boundary=", "boundary=\"\"", "boundary=x", $"boundary={new string('p', 5_000)}", ""], chance)),
            3 => new("mail-encoding", ".eml", Edit(whole, "Content-Transfer-Encoding: base64", (string[])["Content-Transfer-Encoding: quoted-printable", "Content-Transfer-Encoding: x-uuencode", "Content-Transfer-Encoding: 7bit", "Content-Transfer-Encoding: \0"], chance)),
            4 => new("mail-type", ".eml", Edit(whole, "multipart/mixed", (string[])["multipart/encrypted", "multipart/signed", "message/rfc822", "application/ms-tnef", "text/html", "multipart/report; report-type=delivery-status", "/", "message/partial; number=1; total=3; id=x"], chance)),
            5 => new("mail-unended", ".eml", Edit(whole, "--part--", [""], chance)),
            6 => new("mail-headers", ".eml", [.. Mutate.Damage.Ascii($"Subject: {new string('s', chance.Next(100_000))}\r\nFrom: \"\0<>@\"\r\nDate: 99 Foo 0000\r\nX: =?utf-8?B?{new string('A', 5_000)}\r\n"), .. whole]),
            7 => new("mail-nested", ".eml", Nested(whole, chance.Next(2) == 0 ? chance.Next(2, 30) : 400)),
            8 => new("mail-zip", ".eml", Mail("scans.zip", Zip(body, chance.Next(1, 6)), chance)),
            9 => new("mail-zip-bomb", ".eml", Mail("scans.zip", Zip(new byte[50_000_000], 2), chance)),
            10 => new("mail-many", ".eml", Many(body, chance.Next(5, 40), chance)),
            11 => new("mail-empty", ".eml", chance.Next(2) == 0 ? [] : Mutate.Damage.Ascii("\r\n\r\n")),
            12 => new("mail-parts-deep", ".eml", Deep(chance.Next(10, 2_000))),
            13 => new("mail-damaged-file", ".eml", Mail(name, Mutate.Damage.Cut(body, chance), chance)),
            14 => new("mail-tnef", ".eml", Mail("winmail.dat", [0x78, 0x9F, 0x3E, 0x22, .. Mutate.Damage.Shuffle(body, chance)], chance)),
            _ => new("mail-html", ".eml", Mutate.Damage.Ascii($"From: a@b.example\r\nSubject: {chance.Next()}\r\nContent-Type: text/html; charset=x-unknown-{chance.Next()}\r\n\r\n{string.Concat(Enumerable.Repeat("<table><tr><td><div><b>", chance.Next(10, 3_000)))}words &#x110000; &bogus; <!-- ")),
        };
    }

    private static byte[] Mail(string name, byte[] file, Random chance) => Mutate.Damage.Ascii(
        $"From: sender{chance.Next(1000)}@lakeside.example\r\nTo: intake@clinic.example\r\nSubject: Scan {chance.Next()}\r\nMessage-ID: <{chance.NextInt64():x}@lakeside.example>\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n"
        + $"--part\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks) + "\r\n--part--\r\n");

    private static byte[] Edit(byte[] mail, string of, string[] by, Random chance) =>
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(mail).Replace(of, by[chance.Next(by.Length)], StringComparison.Ordinal));

    private static byte[] Nested(byte[] mail, int depth)
    {
        var heads = string.Concat(Enumerable.Range(0, depth).Select(level => $"Subject: level {level}\r\nContent-Type: message/rfc822\r\n\r\n"));
        return [.. Mutate.Damage.Ascii(heads), .. mail];
    }

    private static byte[] Deep(int depth) => Mutate.Damage.Ascii(
        "From: a@b.example\r\nSubject: deep\r\nMIME-Version: 1.0\r\n"
        + string.Concat(Enumerable.Range(0, depth).Select(level => $"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n")) + "Content-Type: text/plain\r\n\r\nAt the bottom.\r\n");

    private static byte[] Many(byte[] file, int count, Random chance) => Mutate.Damage.Ascii(
        $"From: a@b.example\r\nSubject: many {chance.Next()}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=part\r\n\r\n"
        + string.Concat(Enumerable.Range(0, count).Select(number =>
            $"--part\r\nContent-Type: image/tiff\r\nContent-Disposition: attachment; filename={number}.tif\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(file[..Math.Min(file.Length, chance.Next(1, 3_000))])}\r\n"))
        + "--part--\r\n");

    private static byte[] Zip(byte[] file, int depth)
    {
        for (var level = 0; level < depth; level++)
        {
            using var packed = new MemoryStream();
            using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            {
                using var entry = archive.CreateEntry($"../level{level}.zip").Open();
                entry.Write(file);
            }

            file = packed.ToArray();
        }

        return file;
    }
}
