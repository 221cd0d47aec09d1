namespace ClinicOps.Documents.Contracts;

/// <summary>The specialties that referrals ask for and consult notes come from, under one name each, whatever the page or the form says.</summary>
public static class Specialties
{
    private const string Table = """
        Allergy and Immunology: allergy and immunology|allergist|allergy|immunology
        Audiology: audiology|audiologist
        Bariatric Surgery: bariatric surgery|bariatric|bariatrics
        Cardiology: cardiology|cardiologist|cardiovascular|heart failure clinic|cardiac electrophysiology|electrophysiology
        Cardiothoracic Surgery: cardiothoracic surgery|thoracic surgery
        Colorectal Surgery: colorectal surgery|colon and rectal surgery
        Dermatology: dermatology|dermatologist
        Endocrinology: endocrinology|endocrinologist|diabetes clinic
        Gastroenterology: gastroenterology|gastroenterologist|hepatology|hepatologist|gi clinic
        General Surgery: general surgery|general surgeon|surgery|surgeon
        Genetics: genetics|genetic counseling|medical genetics
        Geriatrics: geriatrics|geriatric medicine
        Gynecology: gynecology|obstetrics and gynecology|obgyn|gynecologist|obstetrics|maternal fetal medicine|urogynecology
        Hand Surgery: hand surgery|hand surgeon
        Hematology: hematology oncology|hematology|hematologist
        Infectious Disease: infectious disease|infectious diseases
        Nephrology: nephrology|nephrologist
        Neurology: neurology|neurologist|headache clinic|movement disorders
        Neurosurgery: neurosurgery|neurosurgeon|spine surgery|neurological surgery
        Nutrition: nutrition|dietitian|dietician|nutritionist|medical nutrition therapy|diabetes education
        Oncology: oncology|oncologist|medical oncology|radiation oncology|surgical oncology
        Ophthalmology: ophthalmology|ophthalmologist|retina|eye clinic|optometry
        Oral Surgery: oral surgery|maxillofacial surgery|dentistry
        Orthopedic Surgery: orthopedic surgery|orthopaedic surgery|orthopedics|orthopaedics|orthopedic|orthopaedic|orthopedist|orthopedic surgeon|sports medicine|ortho
        Otolaryngology: otolaryngology|ent|ear nose and throat|otolaryngologist
        Pain Management: pain management|pain medicine|pain clinic|interventional pain
        Palliative Care: palliative care|palliative medicine|hospice
        Pediatrics: pediatrics
        Physical Medicine and Rehabilitation: physical medicine and rehabilitation|physiatry|pmr|physiatrist
        Physical Therapy: physical therapy
        Occupational Therapy: occupational therapy
        Speech Therapy: speech therapy|speech language pathology
        Plastic Surgery: plastic surgery|plastic surgeon
        Podiatry: podiatry|podiatrist
        Psychiatry: psychiatry|psychiatrist|behavioral health|mental health
        Psychology: psychology|psychologist|counseling|psychotherapy
        Pulmonology: pulmonology|pulmonary medicine|pulmonologist|pulmonary
        Rheumatology: rheumatology|rheumatologist
        Sleep Medicine: sleep medicine|sleep clinic
        Transplant Surgery: transplant surgery|transplant
        Urology: urology|urologist
        Vascular Surgery: vascular surgery|vascular surgeon|vascular
        Wound Care: wound care|wound clinic
        Social Work: social work|case management
        """;

    /// <summary>Every wording, in lower case, with the name it stands for.</summary>
    public static IReadOnlyList<(string Name, string Wording)> Wordings { get; } =
    [
        .. from line in Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
           let colon = line.IndexOf(':', StringComparison.Ordinal)
           from wording in line[(colon + 1)..].Split('|', StringSplitOptions.TrimEntries)
           select (line[..colon], wording),
    ];

    /// <summary>For a form to choose from.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Wordings.Select(known => known.Name).Distinct()];

    /// <summary>The one specialty that a text names ("Neurology consultation" names Neurology); null where it names none, or several.</summary>
    public static string? NamedIn(string? text)
    {
        var words = Words(text ?? "");
        var named = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < words.Length;)
        {
            var (name, length) = LongestAt(words, at);
            if (name is not null)
            {
                named.Add(name);
            }

            at += Math.Max(1, length);
        }

        return named.Count == 1 ? named.First() : null;
    }

    /// <summary>"Hand surgery" is that before it is surgery.</summary>
    private static (string? Name, int Length) LongestAt(string[] words, int at) => (
        from known in Wordings
        let wording = known.Wording.Split(' ')
        where at + wording.Length <= words.Length && words.AsSpan(at, wording.Length).SequenceEqual(wording)
        orderby wording.Length descending
        select ((string?)known.Name, wording.Length)).FirstOrDefault();

    private static string[] Words(string text) =>
        new string([.. text.ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
