using ClinicOps.Kernel.Panels;

namespace ClinicOps.Intake.Coding;

/// <summary>The panel "Coding" of the page Today: how many finished visits wait for what. It names nobody.</summary>
internal sealed class TodayCodingPanel(LoadCoding load) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var rows = await load.List(stopping);
        return rows.Count == 0
            ? null
            : new TodayCodingView(rows.Count(row => row.Coding is null), rows.Count(row => row.Coding is { State: CodingStates.Draft }), rows.Count(row => row.Coding is { State: CodingStates.Signed }));
    }
}

internal sealed record TodayCodingView(int NotCoded, int NotSigned, int NotHandedOff);
