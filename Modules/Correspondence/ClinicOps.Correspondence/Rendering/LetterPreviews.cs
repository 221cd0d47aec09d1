using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// A letter exactly as it would be printed: the PDF, and its pages as pictures, each drawn when it is asked for (of the letters of a batch nobody looks at most). The last few
/// are kept by the hash of their content, as long as they are not too large together; a change of the letter is another content.
/// </summary>
internal sealed partial class LetterPreviews(ILetterRenderer renderer)
{
    private const int MostKept = 16;
    private const long MostBytes = 64 * 1024 * 1024;
    private const string Resolution = "110";
    private readonly LinkedList<(string Hash, Preview.Ready Preview)> kept = [];

    public Task<Preview> Of(Letter letter, CancellationToken stopping) => Of(letter.Subject, letter.Language, letter.Blocks, letter.Values, stopping);

    public async Task<Preview> Of(string subject, string language, IReadOnlyList<LetterBlock> blocks, IReadOnlyList<MergeValue> values, CancellationToken stopping)
    {
        switch (MergeLetter.Run(blocks, values))
        {
            case Merged.Refused refused:
                return new Preview.Refused([.. refused.Problems.Select(problem => problem.Sentence)]);
            case Merged.Complete merged:
                return await Of(new LetterContent(subject, language, merged.Blocks), stopping);
            default:
                throw new InvalidOperationException("A merge has no third outcome.");
        }
    }

    /// <summary>What was kept under that name; null when it was never, or is no more.</summary>
    public Preview? Before(string hash) => Kept(hash);

    /// <summary>Bytes that were drawn before, under their hash: nothing is drawn anew.</summary>
    public async Task<Preview> OfFrozen(string hash, Func<Task<byte[]>> pdf, CancellationToken stopping)
    {
        if (Kept(hash) is { } before)
        {
            return before;
        }

        var bytes = await pdf();
        var ready = new Preview.Ready(bytes, await CountPages(bytes, stopping));
        Keep(hash, ready);
        return ready;
    }

    /// <param name="number">From 1 to its number of pages.</param>
    /// <returns>PNG.</returns>
    public async Task<byte[]> Picture(Preview.Ready preview, int number, CancellationToken stopping)
    {
        if (preview.Pictures.TryGetValue(number, out var before))
        {
            return before;
        }

        var picture = await Run("pdftoppm", ["-png", "-r", Resolution, "-f", $"{number}", "-l", $"{number}", "-"], preview.Pdf, stopping);
        preview.Pictures[number] = picture;
        Trim();
        return picture;
    }

    private async Task<Preview> Of(LetterContent content, CancellationToken stopping)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content)));
        if (Kept(hash) is { } before)
        {
            return before;
        }

        switch (await renderer.Render(content, stopping))
        {
            case RenderedLetter.Drawn drawn:
                var ready = new Preview.Ready(drawn.Pdf, await CountPages(drawn.Pdf, stopping));
                Keep(hash, ready);
                return ready;
            case RenderedLetter.CannotDraw cannot:
                return new Preview.Refused([.. Sentences(cannot.Characters)]);
            default:
                return new Preview.Refused(["The preview could not be made; try again. What you saved is safe."]);
        }
    }

    /// <summary>What is wrong and what to do, for staff.</summary>
    public static string CannotDraw(IReadOnlyList<string> characters) => string.Join(' ', Sentences(characters));

    private static IEnumerable<string> Sentences(IReadOnlyList<string> characters)
    {
        var kinds = characters.ToLookup(character => FontCoverage.TurnsTextAround(character.EnumerateRunes().First()));
        if (kinds[false].Any())
        {
            yield return $"No installed font can draw {string.Join(", ", kinds[false].Select(InWords))}. Write it another way, or have the administrator install a font that has it "
                + "(for Chinese, Japanese and Korean: the package fonts-noto-cjk) and restart ClinicOps.";
        }

        if (kinds[true].Any())
        {
            yield return $"The text holds what nobody sees and what turns words around: {string.Join(", ", kinds[true].Select(character => $"U+{char.ConvertToUtf32(character, 0):X4}"))}. "
                + "It came with something that was copied: type that line anew.";
        }
    }

    private static string InWords(string character)
    {
        var code = char.ConvertToUtf32(character, 0);
        return code < ' ' ? $"the control character U+{code:X4}" : $"\"{character}\" (U+{code:X4})";
    }

    private Preview.Ready? Kept(string hash)
    {
        lock (kept)
        {
            return kept.FirstOrDefault(entry => entry.Hash == hash).Preview;
        }
    }

    private void Keep(string hash, Preview.Ready preview)
    {
        lock (kept)
        {
            kept.AddFirst((hash, preview));
        }

        Trim();
    }

    private void Trim()
    {
        lock (kept)
        {
            while (kept.Count > MostKept || (kept.Count > 1 && kept.Sum(entry => Bytes(entry.Preview)) > MostBytes))
            {
                kept.RemoveLast();
            }
        }
    }

    private static long Bytes(Preview.Ready preview) => preview.Pdf.Length + preview.Pictures.Values.Sum(picture => (long)picture.Length);

    /// <summary>As poppler counts them.</summary>
    internal static async Task<int> CountPages(byte[] pdf, CancellationToken stopping)
    {
        var said = Encoding.Latin1.GetString(await Run("pdfinfo", ["-"], pdf, stopping));
        return int.Parse(PagesLine().Match(said).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>A program of poppler, from its input to its output: nothing touches the disk.</summary>
    private static async Task<byte[]> Run(string program, string[] options, byte[] pdf, CancellationToken stopping)
    {
        using var process = Process.Start(new ProcessStartInfo(program, options) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, stopping);
        await process.StandardInput.BaseStream.WriteAsync(pdf, stopping);
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync(stopping);
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    [GeneratedRegex(@"^Pages:\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex PagesLine();
}

internal abstract record Preview
{
    private Preview()
    {
    }

    public sealed record Ready(byte[] Pdf, int PageCount) : Preview
    {
        /// <summary>PNG, by number of the page, as far as they were asked for: see <see cref="LetterPreviews.Picture"/>.</summary>
        internal ConcurrentDictionary<int, byte[]> Pictures { get; } = [];
    }

    /// <param name="Sentences">What is wrong and what to do, for staff.</param>
    public sealed record Refused(IReadOnlyList<string> Sentences) : Preview;
}
