using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Data;

/// <summary>One page of a transmission: the unit in which nothing received may be lost.</summary>
internal sealed class ReceivedPage
{
    public required Guid Id { get; init; }

    public required Guid TransmissionId { get; init; }

    public Transmission? Transmission { get; init; }

    /// <summary>In the transmission, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its place among the pages of its document: as received, until a person puts it elsewhere.</summary>
    public required int Position { get; set; }

    /// <summary>The transmission whose document a person joined it to; null where it lies in the one it came in, which never changes.</summary>
    public Guid? JoinedTo { get; set; }

    /// <summary>Its number there, behind all that came in that transmission; null where it lies in its own.</summary>
    public int? NumberThere { get; set; }

    /// <summary>By which what was read on it points at it: no two pages that lie in one transmission have the same.</summary>
    public int Leaf => NumberThere ?? Number;

    /// <summary>The transmission in whose documents it lies.</summary>
    public Guid LiesIn => JoinedTo ?? TransmissionId;

    /// <summary>Quarter turns to the right (1 to 3) that a person asked for and that are still to be done; 0 for none.</summary>
    public int TurnBy { get; set; }

    /// <summary>One of <see cref="PageState"/>.</summary>
    public string State { get; set; } = PageState.Waiting;

    /// <summary>Why it cannot be read; null while it can.</summary>
    public PageProblem? Problem { get; set; }

    /// <summary>The normalised image's blob; null before it is made and where it cannot be.</summary>
    public string? ImageHash { get; set; }

    /// <summary>Pixels of the normalised image, as are the boxes in <see cref="Text"/>.</summary>
    public int Width { get; set; }

    public int Height { get; set; }

    public int Dpi { get; set; }

    /// <summary>Bad scan lines the receiving fax reported; null when it said nothing.</summary>
    public int? BadLines { get; set; }

    /// <summary>The words with their boxes. Large: lists leave it out of what they select.</summary>
    public PageText? Text { get; set; }

    /// <summary>0 to 100.</summary>
    public float? MeanConfidence { get; set; }

    /// <summary>Share (0 to 1) of the ink that no word covers.</summary>
    public double? UncoveredInk { get; set; }

    /// <summary>A fax cover sheet: it belongs to no document and follows its transmission.</summary>
    public bool IsCover { get; set; }

    /// <summary>Null before sorting, on a cover sheet, and where the transmission failed.</summary>
    public Guid? DocumentId { get; set; }

    public Document? Document { get; init; }

    public uint Version { get; init; }
}

internal static class PageState
{
    public const string Waiting = "waiting";
    public const string Normalised = "normalised";
    public const string Read = "read";
    public const string Failed = "failed";
}
