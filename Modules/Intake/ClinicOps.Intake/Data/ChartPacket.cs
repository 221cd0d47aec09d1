namespace ClinicOps.Intake.Data;

/// <summary>
/// The chart of one visit as it was prepared: its face sheet, and which papers go with it. The papers' pages are put to it when it is opened, so that
/// what left the chart, or was closed since, is in no packet.
/// </summary>
internal sealed class ChartPacket
{
    public required Guid VisitId { get; init; }

    public required Guid PatientId { get; set; }

    public required Guid LocationId { get; set; }

    /// <summary>That of the visit.</summary>
    public string AccessClass { get; set; } = "standard";

    /// <summary>On the location's calendar.</summary>
    public required DateOnly Day { get; set; }

    public required DateTimeOffset StartsAt { get; set; }

    public required DateTimeOffset MadeAt { get; set; }

    /// <summary>The face sheet, a <see cref="Papers.Sheet"/> as JSON.</summary>
    public required string FaceSheet { get; set; }

    /// <summary>Of all that it rests on: another one, and it is made anew.</summary>
    public required string RestsOn { get; set; }

    /// <summary>The documents that go with it, in their order.</summary>
    public Guid[] PaperIds { get; set; } = [];

    /// <summary>Every document for everybody that lay in the chart then, chosen or not: what is not among them came since.</summary>
    public Guid[] KnownIds { get; set; } = [];

    /// <summary>Pages of the chosen documents.</summary>
    public int PaperPages { get; set; }

    /// <summary>What was missing then.</summary>
    public int Gaps { get; set; }

    /// <summary>Of that, what stands in the way of the visit.</summary>
    public int Stops { get; set; }

    public uint Version { get; init; }
}

/// <summary>Something that was missing for one visit, and that a person said is not needed for it.</summary>
internal sealed class SetAsideGap
{
    public required Guid VisitId { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>As <see cref="ChartPrep.Gap.Key"/> has it.</summary>
    public required string GapKey { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
