using System.Diagnostics;
using System.Text.Json;
using Bench;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LettersBench;

/// <summary>What the batch is measured beside: the same letters drawn by the same renderer in this process, and nothing kept, looked at or written down.</summary>
internal static class BareRenderer
{
    private static readonly JsonSerializerOptions Json = new() { AllowOutOfOrderMetadataProperties = true };

    /// <returns>Letters a second, median of the slices.</returns>
    public static async Task<double> Run(IReadOnlyList<(string Subject, string Language, string Blocks, string Values)> letters, int slices)
    {
        using var renderer = new ChromiumRenderer(new FontCoverage(), Options.Create(new ChromiumOptions()), TimeProvider.System, NullLogger<ChromiumRenderer>.Instance);
        var contents = letters.Select(letter => new LetterContent(
            letter.Subject, letter.Language,
            ((Merged.Complete)MergeLetter.Run(JsonSerializer.Deserialize<IReadOnlyList<LetterBlock>>(letter.Blocks, Json)!, JsonSerializer.Deserialize<IReadOnlyList<MergeValue>>(letter.Values, Json)!)).Blocks)).ToList();
        foreach (var warm in contents.Take(5))
        {
            await Draw(renderer, warm);
        }

        var rates = new List<double>();
        foreach (var slice in contents.Chunk(Math.Max(1, contents.Count / slices)))
        {
            var clock = Stopwatch.StartNew();
            foreach (var content in slice)
            {
                await Draw(renderer, content);
            }

            rates.Add(slice.Length / clock.Elapsed.TotalSeconds);
        }

        return Report.At([.. rates.Order()], 0.5);
    }

    private static async Task Draw(ChromiumRenderer renderer, LetterContent content)
    {
        if (await renderer.Render(content, CancellationToken.None) is not RenderedLetter.Drawn)
        {
            throw new InvalidOperationException("A letter that the product approved cannot be drawn here.");
        }
    }
}
