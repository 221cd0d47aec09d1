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

    public static async Task<string> Info(byte[] pdf) => Encoding.UTF8.GetString(await Run("pdfinfo", ["-"], pdf));

    /// <summary>The structure tree with its texts, as a screen reader goes through it.</summary>
    public static async Task<string> Structure(byte[] pdf) => Encoding.UTF8.GetString(await Run("pdfinfo", ["-struct-text", "-"], pdf));

    /// <summary>Whether every font is embedded: poppler's table has a column for it.</summary>
    public static async Task<IReadOnlyList<string>> Fonts(byte[] pdf) =>
        [.. Encoding.UTF8.GetString(await Run("pdffonts", ["-"], pdf)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];

    /// <summary>Left, top, right and bottom of a word on its page, in inches; null when it is not there.</summary>
    public static async Task<(double Left, double Top, double Right, double Bottom)?> Place(byte[] pdf, string word)
    {
        var boxes = Encoding.UTF8.GetString(await Run("pdftotext", ["-bbox", "-", "-"], pdf));
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
