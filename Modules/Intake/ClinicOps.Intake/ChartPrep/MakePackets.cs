using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>
/// Prepares the charts of visits, for everybody who sees the patients: by the machine, so that it is the same whoever asks. What rests on nothing new is
/// left as it was made.
/// </summary>
internal sealed partial class MakePackets(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, IOrganization organization, IOptions<ChartPrepOptions> options, TimeProvider clock, ILogger<MakePackets> log)
{
    /// <summary>First key of the advisory locks on packets: of two who make one at once, the other waits.</summary>
    private const int PacketLock = 7431;

    /// <param name="charts">As everybody sees them: see <see cref="LoadCharts"/>.</param>
    public async Task Run(IReadOnlyList<Chart> charts, CancellationToken stopping)
    {
        var letterhead = (await organization.Profile(stopping)).Letterhead;
        await EachByItself.Run(db, charts, chart => Make(chart, letterhead, stopping), (failure, chart) => LogNotMade(failure, chart.Visit.Id), stopping);
    }

    private async Task Make(Chart chart, IReadOnlyList<string> letterhead, CancellationToken stopping)
    {
        var (chosen, tooLong) = Fitting(ChoosePapers.For(chart, options.Value.MonthsBack));
        var sheet = FaceSheet.Of(chart, chosen, tooLong, letterhead);
        var restsOn = RestsOn(chart, sheet, chosen);
        await transaction.Run(
            async effects =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PacketLock}, hashtext({chart.Visit.Id.ToString()}))", stopping);
                var packet = await db.ChartPackets.SingleOrDefaultAsync(p => p.VisitId == chart.Visit.Id, stopping);
                if (packet?.RestsOn == restsOn)
                {
                    return;
                }

                var (gaps, made) = (FindGaps.Of(chart), LocalTime.At(chart.Location, clock.GetUtcNow()));
                var dated = sheet with { Parts = [.. sheet.Parts, new SheetPart.Line($"Made {FaceSheet.When(made)}. What came since is not in it.")] };
                packet ??= db.ChartPackets.Add(new ChartPacket
                {
                    VisitId = chart.Visit.Id,
                    PatientId = chart.Visit.PatientId,
                    LocationId = chart.Visit.LocationId,
                    Day = chart.Day,
                    StartsAt = chart.Visit.StartsAt,
                    MadeAt = made,
                    FaceSheet = "",
                    RestsOn = "",
                }).Entity;
                (packet.PatientId, packet.LocationId, packet.AccessClass, packet.Day, packet.StartsAt) = (chart.Visit.PatientId, chart.Visit.LocationId, chart.Visit.AccessClass, chart.Day, chart.Visit.StartsAt);
                (packet.MadeAt, packet.FaceSheet, packet.RestsOn) = (made, JsonSerializer.Serialize(dated), restsOn);
                (packet.PaperIds, packet.PaperPages) = ([.. chosen.Select(paper => paper.Id)], chosen.Sum(paper => paper.Pages));
                packet.KnownIds = [.. chart.Papers.Select(paper => paper.Id)];
                (packet.Gaps, packet.Stops) = (gaps.Count, gaps.Count(gap => gap.Stops));
                effects.Audit(new AuditEntry("chart-packet.made", "visit", chart.Visit.Id, [chart.Visit.PatientId, .. packet.PaperIds], LocationId: chart.Visit.LocationId));
            },
            stopping);
    }

    /// <summary>As many as fit, whole; a shorter one behind one that does not fit may.</summary>
    private (IReadOnlyList<ChartPaper> Chosen, int TooLong) Fitting(IReadOnlyList<ChartPaper> wanted)
    {
        var (chosen, pages) = (new List<ChartPaper>(), 0);
        foreach (var paper in wanted.Where(paper => paper.Pages > 0))
        {
            if (pages + paper.Pages <= options.Value.MostPages)
            {
                chosen.Add(paper);
                pages += paper.Pages;
            }
        }

        return (chosen, wanted.Count(paper => paper.Pages > 0) - chosen.Count);
    }

    private static string RestsOn(Chart chart, Sheet sheet, IReadOnlyList<ChartPaper> chosen) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{sheet.Text()}{chart.Visit.AccessClass}{string.Join('|', chosen.Select(paper => $"{paper.Id} {paper.Mark}"))}{string.Join('|', chart.Papers.Select(paper => paper.Id))}")));

    [LoggerMessage(Level = LogLevel.Error, Message = "The chart of visit {VisitId} could not be prepared; those behind it are")]
    private partial void LogNotMade(Exception failure, Guid visitId);
}
