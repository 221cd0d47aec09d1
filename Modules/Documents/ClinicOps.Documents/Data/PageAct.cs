using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Data;

/// <summary>A person put pages of a transmission elsewhere. Only ever added to: by it the act can be undone.</summary>
internal sealed class PageAct
{
    public required Guid Id { get; init; }

    /// <summary>Of a joining, that of the document which goes on.</summary>
    public required Guid TransmissionId { get; init; }

    /// <summary>One of <see cref="PageActKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Of each document concerned, its pages in their order; none of one that was not yet, or was merged.</summary>
    public required IReadOnlyList<DocumentPages> Before { get; init; }

    public required IReadOnlyList<DocumentPages> After { get; init; }

    /// <summary>Of a turning, the page as it was read before; null for any other act.</summary>
    public TurnedPage? Turned { get; init; }

    /// <summary>The act that this one takes back; null for any other.</summary>
    public Guid? Undoes { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Guid By { get; init; }
}

/// <param name="FiledTo">The patient in whose record the document was; null where it was in none.</param>
/// <param name="Read">What had been read of it until then; null where nothing was, and in acts from before this was kept.</param>
internal sealed record DocumentPages(Guid DocumentId, IReadOnlyList<Guid> PageIds, Guid? FiledTo = null, ReadBefore? Read = null);

/// <param name="At">When its fields and orders were read; null where that was still to be done after an act before.</param>
/// <param name="Orders">Those that stood, or had stood before that act.</param>
internal sealed record ReadBefore(DateTimeOffset? At, IReadOnlyList<StoodOrder> Orders);

/// <param name="PageId">On which it stands; null where no place of it is known.</param>
internal sealed record StoodOrder(Guid Id, Guid? PageId);

/// <summary>A page as it lay and was read before somebody turned it. Its image is kept like every other.</summary>
/// <param name="Quarters">To the right, 1 to 3, that were asked for.</param>
internal sealed record TurnedPage(
    Guid PageId, int Quarters, string ImageHash, PageText? Text, string State, PageProblem? Problem, int Width, int Height, int Dpi, float? MeanConfidence, double? UncoveredInk)
{
    public static TurnedPage Of(ReceivedPage page, int quarters) => new(
        page.Id, quarters, page.ImageHash!, page.Text, page.State, page.Problem, page.Width, page.Height, page.Dpi, page.MeanConfidence, page.UncoveredInk);

    public void PutBack(ReceivedPage page)
    {
        page.TurnBy = 0;
        (page.ImageHash, page.Text, page.State, page.Problem) = (ImageHash, Text is { } text ? text with { Number = page.Leaf } : null, State, Problem);
        (page.Width, page.Height, page.Dpi) = (Width, Height, Dpi);
        (page.MeanConfidence, page.UncoveredInk) = (MeanConfidence, UncoveredInk);
    }
}

/// <summary>Recorded codes: never rename one.</summary>
internal static class PageActKind
{
    public const string Split = "split";
    public const string Merge = "merge";
    public const string TakeOut = "take-out";
    public const string Move = "move";
    public const string Undo = "undo";

    /// <summary>With a document of another transmission.</summary>
    public const string Join = "join";

    /// <summary>The pages lie as before: one of them is turned, or turned back by an undo.</summary>
    public const string Turn = "turn";
    public const string TurnBack = "turn-back";

    /// <summary>Those after which a document has other pages than before, or in another order.</summary>
    public static readonly string[] OtherPages = [Split, Merge, TakeOut, Move, Undo, Join];
}
