using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Documents.Reading;

/// <summary>Limits on what a received file may cost. Section "Documents:Reading".</summary>
internal sealed class ReadingOptions
{
    /// <summary>How long a worker may take for one page before it is killed. A bad but honest page takes 10 s on a busy machine.</summary>
    [Range(0.01, 600)]
    public double PageSeconds { get; init; } = 60;

    /// <summary>
    /// Resident memory of one worker above which it is killed; an ordinary page needs about 250. It is looked at ten times a second, and a
    /// picture may take a few hundred more between two looks: so that it stays below 1 GB.
    /// </summary>
    [Range(50, 16_384)]
    public int WorkerMegabytes { get; init; } = 768;

    /// <summary>A file with more pages is refused whole.</summary>
    [Range(1, 10_000)]
    public int MostPages { get; init; } = 2_000;

    /// <summary>Millions of pixels a page may have, from its header, before anything is decoded: a letter at 600 dpi has 34.</summary>
    [Range(1, 500)]
    public int MostMegapixels { get; init; } = 60;

    /// <summary>Workers kept; 0 for one a processor core.</summary>
    [Range(0, 64)]
    public int Workers { get; init; }

    /// <summary>A worker is replaced after so many pages, since the engine's memory grows a little with each.</summary>
    [Range(1, 100_000)]
    public int PagesPerWorker { get; init; } = 300;

    /// <summary>The host's own executable, beside this assembly.</summary>
    [Required]
    public string Program { get; init; } = "clinicops";

    /// <summary>The account of the workers where the host runs as root.</summary>
    [Required]
    public string User { get; init; } = "nobody";

    [Required]
    public string Group { get; init; } = "nogroup";

    /// <summary>For campaigns only: a folder in which readings are kept and used again, in the clear. Null: every page is read.</summary>
    public string? CachedReadings { get; init; }

    public int PoolSize => Workers > 0 ? Workers : Environment.ProcessorCount;
}
