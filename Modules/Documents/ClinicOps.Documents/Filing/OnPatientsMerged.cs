using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// Documents and orders go along with a merged record. Then what waits for review goes before the gate again: where both were suggested, there
/// is one now. What is filed stays: that two records are one says nothing against it, and what left the record would not come back with them.
/// </summary>
internal sealed class OnPatientsMerged(CarrySubject<DocumentsDb> carry, IPatientMerges merges, ReexamineFilings reexamine) : IJobHandler<PatientsMerged>
{
    public async Task Run(PatientsMerged arguments, JobMessage message, CancellationToken stopping)
    {
        await carry.Run(arguments.MergedId, id => merges.Standing(id, stopping), stopping);
        await reexamine.Waiting(arguments.SurvivorId, stopping);
    }
}

/// <summary>
/// They come back with it; all that a machine filed to the survivor while the two were one goes before the gate again, and orders are looked at
/// that were taken for one with an order of the other.
/// </summary>
internal sealed class OnPatientsUnmerged(CarrySubject<DocumentsDb> carry, IPatientMerges merges, ReexamineFilings reexamine, PartOrders orders) : IJobHandler<PatientsUnmerged>
{
    public async Task Run(PatientsUnmerged arguments, JobMessage message, CancellationToken stopping)
    {
        await carry.Run(arguments.MergedId, id => merges.Standing(id, stopping), stopping);
        var mergedAt = await merges.MergedAt(arguments.MergeId, stopping);
        await orders.Run(arguments.SurvivorId, arguments.MergedId, mergedAt, stopping);
        await reexamine.Concerning(arguments.SurvivorId, mergedAt, stopping);
        await reexamine.Concerning(arguments.MergedId, stopping);
    }
}
