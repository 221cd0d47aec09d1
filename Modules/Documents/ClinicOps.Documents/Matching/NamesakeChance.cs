using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>How many people the register does not know are to be expected with the same name and birth date.</summary>
internal static class NamesakeChance
{
    /// <summary>Birth dates spread over about eighty years.</summary>
    private const double BirthDays = 80 * 365.25;

    /// <summary>1 January stands for "unknown" in many papers and is about ten times as frequent.</summary>
    private const double FirstOfJanuary = 10;

    // A small register says little about frequencies: it is eked out by this many imagined patients with a middling name.
    private const double Imagined = 300;
    private const double MiddlingShare = 0.001;

    /// <summary>
    /// However large the register is: people move to a place, are born, were registered elsewhere. So many, of those whom it knows or of those who live
    /// there, whichever are more, are taken to be unknown to it.
    /// </summary>
    private const double LeastUnknown = 0.1;

    /// <summary>Expected number of such people: (catchment - registered, and a tenth of the larger at the least) x share of the first name x share of the last name x share of the day.</summary>
    public static double Expected(RegisteredName name, DateOnly birthDate, RegisterState register, int catchmentPopulation)
    {
        var first = Share(name.FirstNameBearers, register.PatientCount);
        var last = Share(name.LastNameBearers, register.PatientCount);
        var day = (birthDate is { Month: 1, Day: 1 } ? FirstOfJanuary : 1) / BirthDays;
        var unknown = Math.Max(catchmentPopulation - register.PatientCount, LeastUnknown * Math.Max(catchmentPopulation, register.PatientCount));
        return unknown * first * last * day;
    }

    private static double Share(int bearers, int patients) => (bearers + (Imagined * MiddlingShare)) / (patients + Imagined);
}
