using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Patients.People;

/// <summary>Why a change of people, circumstances or contact was not saved, for who typed it: the one piece for every page that asks for such a change.</summary>
internal sealed class SayPeopleChange(IOrganization organization, TimeProvider clock)
{
    /// <returns>Null where it was saved, or there is nobody in sight to save it for.</returns>
    public async Task<string?> Of(PeopleChange answer, CancellationToken stopping) => answer switch
    {
        PeopleChange.NotUnderstood wrong => wrong.Why,
        PeopleChange.ChangedMeanwhile meanwhile =>
            $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping)}. Nothing was saved: what you typed stands below, send it again.",
        _ => null,
    };
}
