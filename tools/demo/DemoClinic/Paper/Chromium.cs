using System.Diagnostics;

namespace DemoClinic.Paper;

/// <summary>HTML to PDF by Debian's Chromium, and PDF to shades by poppler.</summary>
internal static class Chromium
{
    public static void Print(string html, string pdf)
    {
        var source = Path.ChangeExtension(pdf, ".html");
        File.WriteAllText(source, html);
        Run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", $"--user-data-dir={Path.GetDirectoryName(pdf)}/profile", $"--print-to-pdf={pdf}", source);
        if (!File.Exists(pdf))
        {
            throw new IOException($"Chromium printed nothing to {pdf}.");
        }
    }

    /// <summary>The pages of a PDF at these resolutions, cut or filled up to the width of a fax line.</summary>
    public static IReadOnlyList<GrayPage> Rasterize(string pdf, int dpiX, int dpiY)
    {
        var prefix = Path.ChangeExtension(pdf, null) + "-page";
        Run("pdftoppm", "-gray", "-rx", $"{dpiX}", "-ry", $"{dpiY}", pdf, prefix);
        return [.. Directory.GetFiles(Path.GetDirectoryName(pdf)!, Path.GetFileName(prefix) + "*.pgm").Order(StringComparer.Ordinal).Select(GrayPage.ReadPgm)];
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{program} ended with {process.ExitCode}.");
        }
    }
}
