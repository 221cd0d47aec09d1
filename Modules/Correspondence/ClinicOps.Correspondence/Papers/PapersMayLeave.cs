using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Papers;

/// <summary>
/// Documents of a chart leave in papers under the rule that letters obey: whoever sends sees each of them, one access class besides the standard one holds
/// for all of it, and what was closed or taken out of the chart while the papers waited keeps them here.
/// </summary>
internal sealed class PapersMayLeave(CorrespondenceDb db, IChartContents chart, IDocumentClasses classes, IPatients patients, IPackets packets, ISignedCopies copies)
{
    /// <summary>Whether whoever acts sees every document in them, in this patient's chart.</summary>
    public Task<bool> AreInSight(Letter letter, CancellationToken stopping) => AreInSight([letter.PatientId], letter.DocumentIds, stopping);

    public async Task<bool> AreInSight(IReadOnlyCollection<Guid> patientIds, IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        var lying = (await chart.Papers(patientIds, stopping)).Select(paper => paper.Id).ToHashSet();
        return documentIds.All(lying.Contains);
    }

    /// <summary>The class that holds for all of it.</summary>
    /// <param name="own">Of the matter which they are about.</param>
    /// <returns>Null where there are several.</returns>
    public async Task<string?> ClassOf(string own, IReadOnlyCollection<Guid> documentIds, CancellationToken stopping)
    {
        var closed = new HashSet<string> { own };
        foreach (var id in documentIds)
        {
            closed.Add(await classes.Of(id, stopping));
        }

        closed.Remove(AccessClass.Standard);
        return closed.Count switch { 0 => AccessClass.Standard, 1 => closed.Single(), _ => null };
    }

    /// <summary>
    /// Asked by the machine right before they leave, which sees every class: what they are about still stands, each document still lies in the chart, and is
    /// of no other class than was judged by.
    /// </summary>
    /// <returns>Null where they may; else a code of <see cref="DeliveryProblem"/>.</returns>
    public async Task<string?> WhyNot(Guid letterId, CancellationToken stopping)
    {
        if (!await packets.IsMeant(letterId, stopping) && !await copies.IsMeant(letterId, stopping))
        {
            return DeliveryProblem.NotMeant;
        }

        var letter = await db.Letters.AsNoTracking().SingleAsync(one => one.Id == letterId, stopping);

        // Of a record that was merged meanwhile, the documents come along after the letter or before it.
        Guid[] records = [letter.PatientId, .. await patients.FindStanding(letter.PatientId, stopping) is { } standing ? [standing.Id] : Array.Empty<Guid>()];
        return await AreInSight(records, letter.DocumentIds, stopping) && await ClassOf(letter.AccessClass, letter.DocumentIds, stopping) == letter.AccessClass ? null : DeliveryProblem.PapersClosed;
    }
}
