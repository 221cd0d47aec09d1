using System.Diagnostics;

namespace Bench.Ocr;

/// <summary>
/// The same fax pages, read in turns by ClinicOps's reading processes, by bare tesseract and by ocrmypdf; medians of the runs.
/// Each gets two processors: two workers, two tesseracts at a time, --jobs 2. ocrmypdf writes a plain PDF, which is cheaper for it
/// than its PDF/A.
/// </summary>
internal static class OcrBench
{
    private const int Runs = 3;
    private const double MostBesideReading = 0.05;
    private const string Tesseract = "tesseract";
    private const string OcrMyPdf = "ocrmypdf";
    private const string OcrMyPdfLevelled = "ocrmypdf --deskew --rotate-pages";

    public static async Task<IReadOnlyList<Measure>> Run(bool quick)
    {
        var work = Directory.CreateTempSubdirectory("bench-ocr");
        try
        {
            Console.Error.WriteLine("== drawing the pages");
            var files = FaxPages.Draw(work.FullName, quick);
            using var ours = new ReadingWorkers(Environment.GetEnvironmentVariable("CLINICOPS_PROGRAM") ?? throw new InvalidOperationException("CLINICOPS_PROGRAM names no program."));
            List<(string Name, Func<FaxFile, Task<Reading>> Read)> readers =
            [
                ("", ours.Read),
                (Tesseract, file => Peers.Tesseract(file, work.FullName)),
                (OcrMyPdf, file => Peers.OcrMyPdf(file, work.FullName)),
            ];
            if (!quick)
            {
                readers.Add((OcrMyPdfLevelled, file => Peers.OcrMyPdf(file, work.FullName, "--deskew", "--rotate-pages")));
            }

            await ours.Read(files[0]);
            var readings = new List<(string Reader, FaxFile File, Reading Reading)>();
            for (var run = 0; run < Runs; run++)
            {
                foreach (var file in files)
                {
                    Console.Error.WriteLine($"== run {run + 1} of {Runs}: {file.Name}");

                    // In another order each time, so that none is always first.
                    foreach (var (name, read) in readers.Skip(run % readers.Count).Concat(readers.Take(run % readers.Count)))
                    {
                        readings.Add((name, file, await read(file)));
                    }
                }
            }

            return [.. Measures(files, readers.ConvertAll(r => r.Name), readings)];
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static IEnumerable<Measure> Measures(
        IReadOnlyList<FaxFile> files, List<string> readers, List<(string Reader, FaxFile File, Reading Reading)> readings)
    {
        double OfFile(string reader, FaxFile file, Func<Reading, double> figure) =>
            Median(readings.Where(r => r.Reader == reader && r.File == file).Select(r => figure(r.Reading)));
        double Pages() => files.Sum(f => f.Pages.Count);
        double Cpu(string reader) => files.Sum(f => OfFile(reader, f, r => r.CpuSeconds)) / Pages();
        double PerMinute(string reader) => 60 * Pages() / files.Sum(f => OfFile(reader, f, r => r.Seconds));
        double Accuracy(string reader, FaxFile file) => OfFile(reader, file, r => WordAccuracy.Of(file, r));

        foreach (var peer in readers.Skip(1))
        {
            yield return MostOf(peer) is { } most
                ? Measure.AtMost("CPU seconds a page", Cpu(""), "s", peer, Cpu(peer), most)
                : Measure.Beside("CPU seconds a page", Cpu(""), "s", peer, Cpu(peer));
        }

        // The bar of a twentieth is on what is not reading. Reading is the engine and what makes it read well: a page taken apart, levelled, its boxes and
        // uncovered ink found, as ocrmypdf's own making ready is in its CPU. All but the engine alone is printed, and is much more. What is left is the wire
        // and the process around it. The host and the database are not in this bench.
        double Part(Func<Reading, double> of) => files.Sum(f => OfFile("", f, of)) / files.Sum(f => OfFile("", f, r => r.CpuSeconds));
        yield return new("CPU inside the engine's own calls", Part(r => r.EngineSeconds), "share");
        yield return new("CPU of all but the engine's own calls", 1 - Part(r => r.EngineSeconds), "share");
        yield return new("of it, making pages ready and looking at their ink", Part(r => r.PageSeconds - r.EngineSeconds), "share");
        var rest = 1 - Part(r => r.PageSeconds);
        yield return new("of it, all but reading", rest, "share", Bar: $"<= {Measure.Words(MostBesideReading)}", Holds: rest <= MostBesideReading);

        foreach (var peer in readers.Skip(1))
        {
            yield return Measure.Beside("pages a minute, two processors", PerMinute(""), "pages", peer, PerMinute(peer));
        }

        foreach (var file in files)
        {
            foreach (var peer in readers.Skip(1))
            {
                var (what, value, theirs) = ($"word accuracy, {file.Name}", Accuracy("", file), Accuracy(peer, file));
                yield return peer == OcrMyPdfLevelled ? Measure.Beside(what, value, "share", peer, theirs)
                    : file.IsWorn ? Measure.Above(what, value, "share", peer, theirs)
                    : Measure.NoLess(what, value, "share", peer, theirs);
            }
        }
    }

    private static double? MostOf(string peer) => peer switch { Tesseract => 1.10, OcrMyPdf => 0.85, _ => null };

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

/// <summary>What one reader made of one file.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="Words">Of each page, in the order of the pages.</param>
internal sealed record Reading(double CpuSeconds, double Seconds, IReadOnlyList<IReadOnlyList<string>> Words)
{
    /// <summary>Of <see cref="CpuSeconds"/>, those spent on pages; 0 where it is not asked.</summary>
    public double PageSeconds { get; init; }

    /// <summary>Of these, those inside the engine's own calls.</summary>
    public double EngineSeconds { get; init; }
}

/// <summary>
/// Word accuracy is the harmonic mean of the share of the page's words that were read and the share of what was read that stands
/// on the page; each word counts as often as it stands there. The order of reading does not matter: columns are read differently.
/// </summary>
internal static class WordAccuracy
{
    private const string Trimmed = ".,;:!?()[]{}\"'“”‘’`|-–—_=*•·/\\<>";

    public static double Of(FaxFile file, Reading reading)
    {
        var (agreed, wanted, read) = (0, 0, 0);
        foreach (var (page, words) in file.Pages.Zip(reading.Words))
        {
            var there = Counted(page);
            var found = Counted(words);
            agreed += there.Sum(word => Math.Min(word.Value, found.GetValueOrDefault(word.Key)));
            wanted += there.Values.Sum();
            read += found.Values.Sum();
        }

        return wanted + read == 0 ? 0 : 2.0 * agreed / (wanted + read);
    }

    private static Dictionary<string, int> Counted(IEnumerable<string> words) =>
        words.Select(word => word.Trim(Trimmed.ToCharArray())).Where(word => word.Any(char.IsLetterOrDigit)).CountBy(word => word).ToDictionary();
}
