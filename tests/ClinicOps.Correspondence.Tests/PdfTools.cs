using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Reads a PDF with poppler's tools, as a reader of the letter would.</summary>
internal static class PdfTools
{
    public static async Task<string> Text(byte[] pdf) => Encoding.UTF8.GetString(await Run("pdftotext", ["-layout", "-enc", "UTF-8", "-", "-"], pdf)).Normalize();

    /// <summary>All words with one space between them.</summary>
    public static async Task<string> Words(byte[] pdf) =>
        string.Join(' ', Encoding.UTF8.GetString(await Run("pdftotext", ["-enc", "UTF-8", "-", "-"], pdf)).Normalize().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Of the document, out of what <see cref="Info"/> says: ends of lines and all.</summary>
    public static string TitleIn(string info)
    {
        var from = info.IndexOf("Title:", StringComparison.Ordinal) + "Title:".Length;
        return info[from..info.IndexOf("\nCreator:", from, StringComparison.Ordinal)].Trim();
    }

    public static async Task<string> Info(byte[] pdf) => Encoding.UTF8.GetString(await Run("pdfinfo", ["-"], pdf));

    /// <summary>The structure tree with its texts.</summary>
    public static async Task<string> Structure(byte[] pdf) => Encoding.UTF8.GetString(await Run("pdfinfo", ["-struct-text", "-"], pdf)).Normalize();

    /// <summary>The texts alone, in the order in which a screen reader goes through them: by the tags, or, where there are none, as they were written into the pages.</summary>
    public static async Task<string> ReadAloud(byte[] pdf, bool byTags)
    {
        if (!byTags)
        {
            return Encoding.UTF8.GetString(await Run("pdftotext", ["-raw", "-enc", "UTF-8", "-", "-"], pdf)).Normalize();
        }

        // Beside the elements, each text stands on a line of its own between quotes.
        var lines = (await Structure(pdf)).Split('\n').Select(line => line.Trim(' ')).Where(line => line.Length > 1 && line[0] == '"' && line[^1] == '"');
        return string.Join('\n', lines.Select(line => line[1..^1]));
    }

    /// <summary>Whether every font is embedded: poppler's table has a column for it.</summary>
    public static async Task<IReadOnlyList<string>> Fonts(byte[] pdf) =>
        [.. Encoding.UTF8.GetString(await Run("pdffonts", ["-"], pdf)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];

    /// <summary>Left, top, right and bottom of a word on its page, in inches; null when it is not there.</summary>
    public static async Task<(double Left, double Top, double Right, double Bottom)?> Place(byte[] pdf, string word) => PlaceIn(await Boxes(pdf), word);

    /// <summary>Every word with its place, for who asks of several.</summary>
    public static async Task<string> Boxes(byte[] pdf) => Encoding.UTF8.GetString(await Run("pdftotext", ["-bbox", "-", "-"], pdf));

    public static (double Left, double Top, double Right, double Bottom)? PlaceIn(string boxes, string word)
    {
        var line = boxes.Split('\n').FirstOrDefault(line => line.Contains($">{word}</word>", StringComparison.Ordinal));
        return line is null ? null : (Attribute(line, "xMin"), Attribute(line, "yMin"), Attribute(line, "xMax"), Attribute(line, "yMax"));
    }

    /// <summary>Pixels of the first page in grey, 1 byte each.</summary>
    public static Task<byte[]> Raster(byte[] pdf) => Run("pdftoppm", ["-gray", "-r", "100", "-f", "1", "-l", "1", "-"], pdf);

    private static double Attribute(string line, string name)
    {
        var from = line.IndexOf(name + "=\"", StringComparison.Ordinal) + name.Length + 2;
        return double.Parse(line[from..line.IndexOf('"', from)], CultureInfo.InvariantCulture) / 72;
    }

    private static async Task<byte[]> Run(string program, IReadOnlyList<string> arguments, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
